import type { Message } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { LIST_ROWS, subscriptionList } from '../../blocks/subscription-list.ts';
import { listed, typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { AccessRequest } from '../../mesh/verbs/requests.ts';
import { outcomeOf } from '../policy/outcome-of.ts';
import { stageViews } from '../policy/stage-views.ts';
import { keepTerms } from '../policy/terms.ts';
import { escalate } from '../schedule/escalations.ts';
import { isWaiting } from '../schedule/waiting-request.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { autoApprove } from './auto-approve.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { knownPermissions } from './known-permissions.ts';
import { rowAction } from './look/row-action.ts';
import { type Overlap, overlapOf, overlapText, refuseDeniedLately } from './overlap.ts';
import type { DomainPart } from './request-domain.ts';
import { ownerTeam, requireDecider } from './request-owner.ts';
import { onlyAsked, requireKept } from './require-kept.ts';
import { toRow } from './to-row.ts';

/** Stores what one owner decides on; `undefined` where nothing new was needed, which the person was told. */
export async function storePart(
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
  { team, id, database, tables: named, tell }: DomainPart,
): Promise<Subscription | undefined> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const { fields, durationSeconds, expiresAt, domain } = job.form;
  const seconds = expiresAt === undefined ? durationSeconds : expiresAt - dependencies.now();
  const permissions = knownPermissions(job.form.permissions);
  const owner = await ownerTeam(dependencies, await mesh.resolveOwner(database, named), team);
  const wanted = { id, subscriber: team.account, database, tables: named, permissions };
  const follow = job.form.live ? await whatToFollow(mesh, database, named, domain) : undefined;
  // What is held by name does not cover what comes later.
  const overlap = follow ? { rest: named, held: [], waiting: [], by: [] } : await overlapOf(mesh, wanted);
  const tables = overlap.rest;
  if (tables.length === 0) {
    await tell(await coveredBy(dependencies, job, overlap, team));
    return undefined;
  }
  await refuseDeniedLately(
    mesh,
    { ...wanted, tables },
    { addressed: job.form.again, now: dependencies.now() },
  );
  const terms = await keepTerms(mesh, id, owner, team.key);
  const asked = {
    database,
    tables,
    requested: permissions,
    ...(seconds === undefined ? {} : { requestedSeconds: seconds }),
  };
  const outcome = await outcomeOf(mesh, asked, owner, terms);
  requireKept(outcome, { ...job.form, durationSeconds: seconds }, owner);
  await requireDecider(dependencies, outcome, owner, job.user);
  const stages = await stageViews(dependencies, outcome, owner);
  const subscription = await mesh.requestAccess({
    id,
    subscriber: team.account,
    database,
    tables,
    permissions,
    ...(follow === undefined ? {} : { follow }),
    reason: job.form.reason,
    requestedBy: by,
    requestedVia: 'slack',
    ...(job.form.again === undefined ? {} : { again: job.form.again }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(stages.length > 0 ? { stages } : {}),
    ...(outcome.isReviewed ? { mustReview: true } : {}),
    ...(fields && Object.keys(fields).length > 0 ? { fields: onlyAsked(outcome, fields) } : {}),
  });
  if (subscription.id !== id || subscription.requestedBy !== actorText(by)) {
    const what = listed(
      subscription.tables.map((name) => typed(name, 80)),
      5,
    );
    const state =
      subscription.status === 'Active'
        ? 'already has this access'
        : 'has already asked for this, and it waits for a decision';
    await tell(privateAnswer(`No new request was needed for ${what}: ${typed(team.name, 80)} ${state}.`));
    return undefined;
  }
  if (overlap.by.length > 0) {
    const rest = listed(
      tables.map((name) => typed(name, 80)),
      5,
    );
    await tell(privateAnswer(`${overlapText(overlap, team.name)} Your request was sent for ${rest} only.`));
  }
  const isTaken = await autoApprove(dependencies, subscription, { owner, terms, outcome, job: `auto-${id}` });
  const made = await mesh.getSubscription(id);
  if (made && isWaiting(made)) {
    await escalate(dependencies, made, { owner, outcome }, dependencies.now());
  }
  if (!isTaken) {
    await tell(
      privateAnswer(
        `${typed(owner.name, 80)} approves no more of these automatically for now, so somebody of ${typed(owner.name, 80)} decides.`,
      ),
    );
  }
  return subscription;
}

/** The domain that is asked for, or the product that all of these tables belong to. Throws `InvalidRequestError` (`NOTHING_TO_FOLLOW`). */
async function whatToFollow(
  mesh: Pick<Mesh, 'describeTables'>,
  database: string,
  tables: readonly string[],
  domain: string | undefined,
): Promise<NonNullable<AccessRequest['follow']>> {
  if (domain !== undefined) {
    return { kind: 'domain', name: domain };
  }
  const found = await mesh.describeTables(database, tables);
  const [product, other] = [...new Set(found.map((table) => table.product))];
  if (product === undefined || other !== undefined || found.length < tables.length) {
    throw new InvalidRequestError('NOTHING_TO_FOLLOW', `tables of ${database} are of no single product`, {
      userMessage:
        'These tables do not belong to one data product, so what is added later cannot be asked for with them. Choose the tables as they are now.',
    });
  }
  return { kind: 'product', name: product };
}

/** Everything is held or asked for already: the records that say so, with what can be done with them. */
async function coveredBy(
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
  overlap: Overlap,
  team: Team,
): Promise<Message> {
  const teams = await dependencies.teams.all();
  const person = actorText(actingPerson(job));
  const shown = overlap.by.slice(0, LIST_ROWS);
  const rows = await Promise.all(
    shown.map((record) => toRow(dependencies, record, { teams, action: (each) => rowAction(each, person) })),
  );
  const title = `No new request was needed: ${overlapText(overlap, team.name)}`;
  return subscriptionList({ title, rows, total: overlap.by.length, empty: '' });
}
