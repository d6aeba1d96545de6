import { typed } from '../../../blocks/text.ts';
import type { Team } from '../../team.ts';
import { teamNames } from './team-names.ts';

/** Whom a grant names, in the words of people: teams by name, others by the last part of theirs with their account. Ready for mrkdwn. */
export function principalWords(principal: string, teams: readonly Team[]): string {
  if (/^\d{12}$/.test(principal)) {
    const names = teamNames(teams, principal);
    return names === undefined ? `account ${principal}` : `${names} (account ${principal})`;
  }
  if (/^IAM_?ALLOWED_?PRINCIPALS$/i.test(principal)) {
    return 'everybody whom IAM lets (IAMAllowedPrincipals)';
  }
  const [, account, kind, name] =
    /^arn:[^:]*:(?:iam|sts)::(\d{12}):([\w-]+)\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  return name === undefined
    ? typed(principal.split(/[/:]/).at(-1) ?? principal, 120)
    : `${kind} ${typed(name, 100)} of ${teamNames(teams, account ?? '') ?? `account ${account}`}`;
}
