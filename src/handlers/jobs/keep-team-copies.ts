import type { Message } from '../../blocks/message.ts';
import { teamSecretRight, teamSecretWrong } from '../../blocks/team-secret-notice.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { UnreadableTeam } from '../team.ts';
import type { TeamCopy } from '../team-copies.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { changedFields, recordTeamChange } from './team-event.ts';

/**
 * Keeps each team as it is while it can be read, for showing when it cannot, and tells the mesh admins once of each version that is wrong and once
 * that it is right again. What could not be told is told at the next tick.
 */
export async function keepTeamCopies(dependencies: JobDependencies): Promise<void> {
  const { teams: directory, teamCopies } = dependencies;
  const { teams, unreadable, versions } = await directory.each();
  const known = await teamCopies.known();
  for (const team of teams) {
    const version = versions?.get(team.key);
    const copy = await teamCopies.find(team.key);
    if (version === undefined || (copy?.version === version && copy.told === undefined)) {
      continue;
    }
    if (
      copy?.told === undefined ||
      (await tell(dependencies, team.key, `right-${version}`, teamSecretRight(team.key)))
    ) {
      await recordTeamChange(dependencies, {
        team: team.key,
        version,
        action: actionOf(team.key, copy, known),
        owner: team.account,
        ...changedFields(copy?.team, team),
      });
      await teamCopies.keep(team.key, version, team);
    }
  }
  for (const fault of unreadable) {
    await tellWrong(dependencies, fault);
  }
  await keepKnown(dependencies, known, [...teams, ...unreadable].map(({ key }) => key).sort());
}

function actionOf(key: string, copy: TeamCopy | undefined, known: readonly string[] | undefined) {
  if (copy === undefined || (known !== undefined && !known.includes(key))) {
    return 'team-added';
  }
  return copy.told === undefined ? 'team-changed' : 'team-mended';
}

/** A secret that is gone has no version any more: its last one names the end. */
async function keepKnown(
  dependencies: JobDependencies,
  known: readonly string[] | undefined,
  keys: readonly string[],
): Promise<void> {
  const { teamCopies } = dependencies;
  for (const team of known?.filter((key) => !keys.includes(key)) ?? []) {
    const version = (await teamCopies.find(team))?.version ?? 'unknown';
    await recordTeamChange(dependencies, { team, version, action: 'team-removed' });
  }
  if (JSON.stringify(known) !== JSON.stringify(keys)) {
    await teamCopies.keepKnown(keys);
  }
}

/** Only what somebody wrote wrongly: what AWS does not give out just now comes back by itself. */
async function tellWrong(
  dependencies: JobDependencies,
  { key, cause, version }: UnreadableTeam,
): Promise<void> {
  if (!(cause instanceof MeshError && cause.code === 'BAD_TEAM_SECRET') || version === undefined) {
    return;
  }
  const { teamCopies } = dependencies;
  const copy = await teamCopies.find(key);
  if (copy?.told === version) {
    return;
  }
  await recordTeamChange(dependencies, {
    team: key,
    version,
    action: 'team-spoilt',
    code: cause.code,
    cause: String(cause.details['faults'] ?? 'it cannot be read'),
  });
  const message = teamSecretWrong({
    key,
    faults: String(cause.details['faults'] ?? 'it cannot be read'),
    isShown: copy?.team !== undefined,
  });
  if (await tell(dependencies, key, `wrong-${version}`, message)) {
    await teamCopies.markTold(key, version);
  }
}

/** By the outbox, which shows a message once however often it is put; false where there is nobody to tell yet. */
async function tell(
  { slackApp, admins, shownTeams, outbox, report }: JobDependencies,
  team: string,
  key: string,
  message: Message,
): Promise<boolean> {
  const channel = await slackApp.adminChannel();
  const [any] = await shownTeams.all();
  const workspace = (await admins.read()).workspace ?? any?.workspace;
  if (channel === undefined || workspace === undefined) {
    report('a team secret is wrong or right again, and there is no channel for mesh admins', { team, key });
    return false;
  }
  await outbox.put({ subscriptionId: `team-secret#${team}`, key, workspace, channel, message, order: key });
  return true;
}
