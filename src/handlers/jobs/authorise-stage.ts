import { listed, mention, mentionGroup } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { NotAllowedError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Decision } from '../../mesh/ports/decision.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actsFor } from '../delegation/acts-for.ts';
import { isApprover } from '../membership.ts';
import type { People, Person } from '../person.ts';
import { isNobody } from '../policy/asked-people.ts';
import { groupsOf, isAmong, type Named, namedBy, usersOf } from '../policy/deciders.ts';
import type { Outcome } from '../policy/outcome.ts';
import { outcomeOf, outcomesOf } from '../policy/outcome-of.ts';
import { type Progress, progressOf, stagesOf, yesesTo } from '../policy/stage-progress.ts';
import { termsOf } from '../policy/terms.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { type Authorised, approverNames, refuseOwnEdit, refuseOwnRequest } from './authorise-decision.ts';
import { actorMention } from './decided-answer.ts';
import { type OwnerRule, ownerTeamOf } from './owner-team-of.ts';
import { withItsTables } from './whole-database.ts';

interface Authority {
  readonly mesh: Pick<
    Mesh,
    'resolveOwner' | 'requestParts' | 'describeTables' | 'keptText' | 'history' | 'delegations'
  >;
  readonly teams: TeamDirectory;
  readonly people: People;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** What a person's yes to a request means. */
export interface StageAuthority extends Progress, Authorised {
  readonly outcome: Outcome;
  /** Yeses before this one. */
  readonly yeses: readonly Decision[];
}

/**
 * Decides, at the moment of the claim, whether this person may say yes to this record now: the owner comes from the mesh catalogue; the stage from the policy
 * that the request began with, and from the ledger; the person is named there, in good standing, did not ask, and has not said yes already.
 * Throws `NotAllowedError` (`OWNER_MISMATCH`, `POLICY_DENIES`, `APPROVED_ALREADY`, `NOT_APPROVER`, `SELF_APPROVAL`, `REQUESTER_UNKNOWN`), `ConfigurationError`
 * (`TEAM_NOT_MAPPED`, `BAD_TERMS`).
 */
export async function authoriseApproval(
  authority: Authority,
  subscription: Subscription,
  person: Person,
): Promise<StageAuthority> {
  const { mesh, people, teams } = authority;
  const asked = await withItsTables(mesh, subscription);
  const owner = await ownerTeamOf(authority, asked);
  await people.checkInGoodStanding(person);
  const terms = await termsOf(authority, subscription, owner);
  const outcome = await outcomeOf(mesh, asked, owner, terms);
  const { stages, distinct } = stagesOf(outcome);
  const yeses = await yesesTo(mesh, subscription);
  const progress = progressOf(stages, yeses);
  const { stage } = progress;
  const named = await namedBy(teams, owner, stage);
  const by = actorText(actingPerson(person));
  const counting = yeses.filter((yes) => distinct || yes.stage === stage.name);
  const spent = counting.flatMap((yes) => [yes.by, ...(yes.onBehalf === undefined ? [] : [yes.onBehalf])]);
  const earlier = counting.find((yes) => yes.by === by || yes.onBehalf === by);
  if (earlier) {
    throw new NotAllowedError('APPROVED_ALREADY', `${person.user} said yes to ${subscription.id} before`, {
      userMessage: `${earlier.by === by ? 'You' : `${actorMention(earlier.by)}, standing in for you,`} approved this already${named.team === owner ? '' : ` (${earlier.stage})`}. Somebody else has to approve it as ${stage.name}: ${namesOf(named, owner, person.user)}.`,
    });
  }
  const may = (each: Person) => mayDecide(authority, owner, outcome, named, subscription, each);
  const isOwn = await may(person);
  const giver = isOwn
    ? undefined
    : await actsFor(authority, person, { subscription, owner, spent, mayDecide: may });
  if (!isOwn && !giver) {
    throw new NotAllowedError(
      'NOT_APPROVER',
      `${person.user} is not named at stage ${stage.name} of ${owner.key}`,
      {
        userMessage:
          named.team === owner && stages.length === 1
            ? `Only approvers of ${owner.name} can decide this: ${namesOf(named, owner)}. Nothing was changed.`
            : `Now ${stage.name} has to approve this: ${namesOf(named, owner)}. Nothing was changed.`,
      },
    );
  }
  await refuseOwnRequest(authority, subscription, person, owner);
  await refuseOwnEdit(mesh, subscription, person, owner);
  return { owner, outcome, yeses, onBehalf: giver && actingPerson(giver), ...progress };
}

/**
 * Whether this person may say no, or ask: an approver of the owner, or anybody who may decide at any stage. Throws as {@link authoriseApproval}, except that
 * a policy that refuses the request is no reason not to deny it.
 */
export async function authoriseRefusal(
  authority: Authority,
  subscription: Subscription,
  person: Person,
  rule: OwnerRule = {},
): Promise<Authorised> {
  const { mesh, people, teams } = authority;
  const asked = await withItsTables(mesh, subscription);
  const owner = await ownerTeamOf(authority, asked, rule);
  await people.checkInGoodStanding(person);
  let giver: Person | undefined;
  if (!(await isApprover(people, owner, person))) {
    const terms = await termsOf(authority, subscription, owner);
    const { begun } = await outcomesOf(mesh, asked, owner, terms);
    const may = async (each: Person): Promise<boolean> => {
      const isNamed = await Promise.all(
        stagesOf(begun).stages.map(async (stage) =>
          mayDecide(authority, owner, begun, await namedBy(teams, owner, stage), subscription, each),
        ),
      );
      return isNamed.includes(true);
    };
    const isOwn = await may(person);
    const mayDecideAny = async (each: Person) => (await isApprover(people, owner, each)) || may(each);
    giver = isOwn
      ? undefined
      : await actsFor(authority, person, { subscription, owner, mayDecide: mayDecideAny });
    if (!isOwn && !giver) {
      throw new NotAllowedError('NOT_APPROVER', `${person.user} is named at no stage of ${owner.key}`, {
        userMessage: `Only approvers of ${owner.name} can decide this: ${approverNames(owner)}. Nothing was changed.`,
      });
    }
  }
  await refuseOwnRequest(authority, subscription, person, owner);
  return { owner, onBehalf: giver && actingPerson(giver) };
}

/** Those of the stage; and once the request has waited as long as the policy says, or where none of those is left, those of the next tier. */
async function mayDecide(
  { people, teams, now }: Authority,
  owner: Team,
  { escalation }: Outcome,
  named: Named,
  { createdAt }: Subscription,
  person: Person,
): Promise<boolean> {
  if (await isAmong(people, owner, named, person)) {
    return true;
  }
  const waited = now() - recordEpoch(createdAt);
  return (
    escalation !== undefined &&
    (await isAmong(people, owner, await namedBy(teams, owner, escalation.to), person)) &&
    (waited >= escalation.afterSeconds || isNobody(people, owner, named))
  );
}

function namesOf(named: Named, owner: Team, except?: string): string {
  if (named.team === owner) {
    return approverNames(owner, except);
  }
  const all = [
    ...usersOf(named)
      .filter((user) => user !== except)
      .map(mention),
    ...groupsOf(named).map(mentionGroup),
  ];
  return all.length > 0 ? listed(all, 5) : 'nobody yet, a mesh admin has to look at the policy';
}
