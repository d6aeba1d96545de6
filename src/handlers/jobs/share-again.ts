import { actorText } from '../../mesh/actor.ts';
import { tellSharedAgain } from '../tell-of-invitation.ts';
import { actingPerson } from './acting-person.ts';
import { authoriseDecision } from './authorise-decision.ts';
import { deciderMention } from './decided-answer.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { hasDecided, loadShown } from './load-shown.ts';

/** Send a new invitation: an approver of the owner lets AWS invite the consumer's account anew to what it has. */
export async function shareAgain(dependencies: JobDependencies, job: JobOf<'share-again'>): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  const authorised = (await hasDecided(mesh, subscription.id, job.id))
    ? undefined
    : await authoriseDecision({ ...dependencies, mesh }, subscription, job);
  const { onBehalf } = authorised ?? {};
  const after = await mesh.shareAgain({ subscriptionId: subscription.id, by, onBehalf, job: job.id });
  if (after.status === 'Active') {
    const decider = deciderMention({ by: actorText(by), onBehalf: onBehalf && actorText(onBehalf) });
    await tellSharedAgain(dependencies, after, decider, dependencies.now());
  }
}
