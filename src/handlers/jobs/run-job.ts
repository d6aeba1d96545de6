import { InvalidRequestError } from '../../mesh/errors.ts';
import { sweep } from '../schedule/sweep.ts';
import { adopt } from './adopt.ts';
import { announceChanges } from './announce-changes.ts';
import { announceDeletion, cancelDeletion } from './announce-deletion.ts';
import { announceWaiting } from './announce-waiting.ts';
import { answer, openAnswer } from './answer.ts';
import { approve } from './approve.ts';
import { ask, openAsk } from './ask.ts';
import { openAgain } from './ask-again.ts';
import { askExtension, letEnd, openExtend } from './ask-extension.ts';
import { brake } from './brake.ts';
import { carryOut } from './carry-out-order.ts';
import { approveExtension, denyExtension, openDenyExtension } from './decide-extension.ts';
import { delegate } from './delegate.ts';
import { deleteProduct, openDeleteProduct } from './delete-product.ts';
import { deny, openDeny } from './deny.ts';
import { edit, openEdit } from './edit.ts';
import { emergency, openEmergency } from './emergency.ts';
import { endProducts } from './end-products.ts';
import { exportHistory } from './export.ts';
import { home } from './home.ts';
import { importSubscription } from './import.ts';
import { install } from './install.ts';
import type { Job } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided } from './load-shown.ts';
import { look } from './look/look.ts';
import { mendGrants } from './mend-grants.ts';
import { modify, openModify } from './modify.ts';
import { nudge } from './nudge.ts';
import { observe } from './observe.ts';
import { confirmPlan, openPlan } from './open-plan.ts';
import { openPublish } from './open-publish.ts';
import { openRequest } from './open-request.ts';
import { operatorDelegation } from './operator-delegation.ts';
import { operatorRowFilter } from './operator-row-filter.ts';
import { continuePublish, hasBegunPublishing, publish } from './publish.ts';
import { renewTokens } from './renew-tokens.ts';
import { openRepair, repair } from './repair.ts';
import { reportDrift } from './report-drift.ts';
import { requestAccess } from './request-access.ts';
import { restored } from './restored.ts';
import { openReview, review } from './review.ts';
import { openRevoke, revoke } from './revoke.ts';
import { deleteRowFilter, openRowFilter, saveRowFilter } from './row-filter.ts';
import { shareAgain } from './share-again.ts';
import { shareHeld } from './share-held.ts';
import { syncCatalogue } from './sync-catalogue.ts';
import { uninstalled } from './uninstalled.ts';
import { withdraw } from './withdraw.ts';

/** A job that has begun its work is finished, however old it is: half-done is worse than late. */
async function hasBegun(dependencies: JobDependencies, job: Job): Promise<boolean> {
  const { meshAs } = dependencies;
  if (job.kind === 'observe' || job.kind === 'operation') {
    return true; // what happened stays true
  }
  if (job.kind === 'publish' || job.kind === 'continue-publish') {
    return hasBegunPublishing(dependencies, job);
  }
  return (
    'subscriptionId' in job && hasDecided(meshAs({ kind: 'app', part: 'jobs' }), job.subscriptionId, job.id)
  );
}

/** Seconds after which nobody expects the effect of their click any more. */
const OLDEST = 15 * 60;

/** Every job, and its file. Throws `MeshError`; a retryable one is delivered again. */
export async function runJob(dependencies: JobDependencies, job: Job): Promise<void> {
  if (dependencies.now() - job.at > OLDEST && !(await hasBegun(dependencies, job))) {
    throw new InvalidRequestError('JOB_TOO_OLD', `job ${job.id} is from ${job.at}`, {
      userMessage:
        'The mesh was not reachable for a while, so what you asked for was not done. Please do it once more.',
    });
  }
  switch (job.kind) {
    case 'request-access':
      return requestAccess(dependencies, job);
    case 'open-request':
      return openRequest(dependencies, job);
    case 'approve':
      return approve(dependencies, job);
    case 'open-review':
      return openReview(dependencies, job);
    case 'review':
      return review(dependencies, job);
    case 'open-deny':
      return openDeny(dependencies, job);
    case 'deny':
      return deny(dependencies, job);
    case 'open-again':
      return openAgain(dependencies, job);
    case 'open-edit':
      return openEdit(dependencies, job);
    case 'edit':
      return edit(dependencies, job);
    case 'open-ask':
      return openAsk(dependencies, job);
    case 'ask':
      return ask(dependencies, job);
    case 'open-answer':
      return openAnswer(dependencies, job);
    case 'answer':
      return answer(dependencies, job);
    case 'retry':
    case 'keep-partial':
    case 'roll-back':
      return mendGrants(dependencies, job);
    case 'withdraw':
      return withdraw(dependencies, job);
    case 'import':
      return importSubscription(dependencies, job);
    case 'share-again':
      return shareAgain(dependencies, job);
    case 'share-held':
      return shareHeld(dependencies, job);
    case 'nudge':
      return nudge(dependencies, job);
    case 'open-modify':
      return openModify(dependencies, job);
    case 'modify':
      return modify(dependencies, job);
    case 'open-revoke':
      return openRevoke(dependencies, job);
    case 'revoke':
      return revoke(dependencies, job);
    case 'open-plan':
      return openPlan(dependencies, job);
    case 'confirm-plan':
      return confirmPlan(dependencies, job);
    case 'open-extend':
      return openExtend(dependencies, job);
    case 'ask-extension':
      return askExtension(dependencies, job);
    case 'let-end':
      return letEnd(dependencies, job);
    case 'approve-extension':
      return approveExtension(dependencies, job);
    case 'open-deny-extension':
      return openDenyExtension(dependencies, job);
    case 'deny-extension':
      return denyExtension(dependencies, job);
    case 'look':
      return look(dependencies, job);
    case 'home':
      return home(dependencies, job);
    case 'install':
      return install(dependencies, job);
    case 'uninstalled':
      return uninstalled(dependencies, job);
    case 'open-publish':
      return openPublish(dependencies, job);
    case 'publish':
      return publish(dependencies, job);
    case 'continue-publish':
      return continuePublish(dependencies, job);
    case 'open-delete-product':
      return openDeleteProduct(dependencies, job);
    case 'delete-product':
      return deleteProduct(dependencies, job);
    case 'observe':
      return observe(dependencies, job);
    case 'operation':
      return; // what it tells is kept as the attempt that it was
    case 'announce-deletion':
      return announceDeletion(dependencies, job);
    case 'cancel-deletion':
      return cancelDeletion(dependencies, job);
    case 'open-row-filter':
      return openRowFilter(dependencies, job);
    case 'save-row-filter':
      return saveRowFilter(dependencies, job);
    case 'delete-row-filter':
      return deleteRowFilter(dependencies, job);
    case 'sync-catalogue':
      await syncCatalogue(dependencies);
      return endProducts(dependencies, await announceChanges(dependencies));
    case 'renew-tokens':
      return renewTokens(dependencies, job);
    case 'export':
      return exportHistory(dependencies, job);
    case 'delegate':
      return delegate(dependencies, job);
    case 'operator-delegation':
      return operatorDelegation(dependencies, job);
    case 'operator-row-filter':
      return operatorRowFilter(dependencies, job);
    case 'drift':
      return reportDrift(dependencies, job);
    case 'adopt':
      return adopt(dependencies, job);
    case 'restored':
      return restored(dependencies, job);
    case 'announce-waiting':
      return announceWaiting(dependencies, job);
    case 'open-emergency':
      return openEmergency(dependencies, job);
    case 'emergency':
      return emergency(dependencies, job);
    case 'carry-out':
      return carryOut(dependencies, job);
    case 'repair':
      return repair(dependencies, job);
    case 'open-repair':
      return openRepair(dependencies, job);
    case 'brake':
      return brake(dependencies, job);
    case 'sweep':
      return sweep(dependencies, job);
  }
}
