import { createHash } from 'node:crypto';
import type { Message } from '../../blocks/message.ts';
import { privateAnswer, refusedForm } from '../../blocks/private-answer.ts';
import { LIST_ROWS, subscriptionList } from '../../blocks/subscription-list.ts';
import { listed, typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { ConfigurationError, InvalidRequestError, MeshError } from '../../mesh/errors.ts';
import type { AccessRequest, Mesh } from '../../mesh/mesh.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../mesh/permissions.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { requireMember } from '../membership.ts';
import { isNobody } from '../policy/asked-people.ts';
import { groupsOf, namedBy, usersOf } from '../policy/deciders.ts';
import { breaches, type Filled } from '../policy/keeps-to.ts';
import type { Outcome } from '../policy/outcome.ts';
import { outcomeOf } from '../policy/outcome-of.ts';
import { stageViews } from '../policy/stage-views.ts';
import { keepTerms } from '../policy/terms.ts';
import { escalate } from '../schedule/escalations.ts';
import { isWaiting } from '../schedule/waiting-request.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { answered } from './answered.ts';
import { approverNames } from './authorise-decision.ts';
import { autoApprove } from './auto-approve.ts';
import { consumerTeam } from './consumer-team.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { rowAction } from './look/row-action.ts';
import { type Overlap, overlapOf, overlapText, refuseDeniedLately } from './overlap.ts';
import { type DomainPart, requestDomain } from './request-domain.ts';
import { toRow } from './to-row.ts';

/**
 * Stores the request once the person, the owner and somebody who can decide are known. A refusal comes back with the form as it was filled, and is
 * thrown on with `answered` in its details.
 */
export async function requestAccess(
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
): Promise<void> {
  try {
    await store(dependencies, job);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    const { again } = error.details;
    const draft = await dependencies.references.keepDraft(draftId(job.id), {
      ...job.form,
      ...(typeof again === 'string' ? { again } : {}),
    });
    await dependencies.answers.tell(
      job,
      refusedForm(`Your request was not sent. ${error.userMessage}`, draft),
    );
    throw answered(error);
  }
}

async function store(dependencies: JobDependencies, job: JobOf<'request-access'>): Promise<void> {
  const team = await consumerTeam(dependencies, job);
  await requireMember(dependencies.people, team, job);
  const { domain, database, tables } = job.form;
  if (domain !== undefined) {
    return requestDomain(dependencies, job, { team, domain, storePart });
  }
  const tell = (message: Message) => dependencies.answers.tell(job, message);
  await storePart(dependencies, job, { team, id: subscriptionIdFrom(job.id), database, tables, tell });
}

/** Stores what one owner decides on; `undefined` where nothing new was needed, which the person was told. */
async function storePart(
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

/** Throws `InvalidRequestError` (`POLICY_NOT_KEPT`) with everything that is missing at once. */
export function requireKept(outcome: Outcome, form: Filled, owner: Team): void {
  const faults = breaches(outcome, form, owner.name);
  if (faults.length > 0) {
    throw new InvalidRequestError('POLICY_NOT_KEPT', `rule ${outcome.rule} of ${owner.key} asks for more`, {
      userMessage: faults.join(' '),
    });
  }
}

/** Fields that nobody asked for are not kept. */
export function onlyAsked(
  { fields }: Outcome,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ name }) => (values[name]?.trim() ? [[name, values[name].trim()] as const] : [])),
  );
}

/** Throws `ConfigurationError` (`TEAM_NOT_MAPPED`), `InvalidRequestError` (`OWN_PRODUCT`). */
export async function ownerTeam(
  { teams }: Pick<JobDependencies, 'teams'>,
  owner: string,
  consumer: Team,
): Promise<Team> {
  const team = await teams.byAccount(owner, 'producer');
  if (!team) {
    throw new ConfigurationError('TEAM_NOT_MAPPED', `no team is mapped to producer account ${owner}`, {
      userMessage:
        'No team is set up for the account that owns these tables, so nobody could decide. A mesh admin has to add it first.',
    });
  }
  if (team.account === consumer.account) {
    throw new InvalidRequestError('OWN_PRODUCT', `${team.key} asks for its own product`, {
      userMessage: `${team.name} already owns these tables.`,
    });
  }
  return team;
}

/** A request that nobody could approve is refused before it exists. */
async function requireDecider(
  { teams, people }: JobDependencies,
  { ruling, escalation }: Outcome,
  owner: Team,
  requester: string,
): Promise<void> {
  for (const stage of ruling.kind === 'stages' ? ruling.stages : []) {
    const named = await namedBy(teams, owner, stage);
    const { workspace, enterprise } = owner;
    const others: string[] = [];
    for (const user of usersOf(named).filter((each) => each !== requester)) {
      if (await people.isActive({ workspace, enterprise, user })) {
        others.push(user);
      }
    }
    const isShort = others.length < stage.count && groupsOf(named).length === 0;
    const next = escalation && (await namedBy(teams, owner, escalation.to));
    if (isShort && (!next || (await isNobody(people, owner, next)))) {
      throw new ConfigurationError(
        'NO_APPROVER',
        `stage ${stage.name} of ${owner.key} has ${others.length} of ${stage.count}`,
        {
          userMessage: `Nobody of ${owner.name} could decide this (${approverNames(owner, requester)}).`,
        },
      );
    }
  }
}

/** Throws `InvalidRequestError` (`UNKNOWN_PERMISSION`). */
export function knownPermissions(permissions: readonly string[]): readonly TablePermission[] {
  const unknown = permissions.filter((name) => !TABLE_PERMISSIONS.some((permission) => permission === name));
  if (unknown.length > 0) {
    throw new InvalidRequestError('UNKNOWN_PERMISSION', `unknown permissions ${unknown.join(', ')}`, {
      userMessage:
        'The form asked for a permission that does not exist. Open it again and tick from the list.',
    });
  }
  return TABLE_PERMISSIONS.filter((permission) => permissions.includes(permission));
}

function draftId(jobId: string): string {
  return createHash('sha256').update(jobId).digest('base64url').slice(0, 22);
}
