import { asked, type Finding, found } from '../../mesh/admin/finding.ts';
import type { DoctorPorts, SlackAppProbe } from './doctor-ports.ts';
import type { SlackPlace } from './slack-probe.ts';

/** The token of each workspace: alive, and with the scopes of the manifest. */
export async function workspaces(
  { slack, slackApp, now }: Pick<DoctorPorts, 'slack' | 'slackApp' | 'now'>,
  places: readonly SlackPlace[],
): Promise<readonly Finding[]> {
  const once = new Map(places.map((place) => [place.workspace, place]));
  const findings: Finding[] = [];
  for (const place of once.values()) {
    const answer = await asked(
      `the app is installed in workspace ${place.workspace}`,
      {
        severity: 'error',
        effect: 'Nobody there is told anything, and nobody there can decide.',
        fix: 'Install the app there again.',
      },
      () => slack.scopes(place),
    );
    findings.push(answer.finding);
    findings.push(...(await tokenRenewed(slackApp, place, now())));
    if ('value' in answer) {
      const lacking = slackApp.scopes.filter((scope) => !answer.value.includes(scope));
      findings.push(
        found(`the app has its scopes in workspace ${place.workspace}`, lacking.length === 0, {
          severity: 'error',
          effect: `It lacks ${lacking.join(', ')}, so what needs that fails.`,
          fix: 'Install the app there again; Slack then asks for what is new.',
        }),
      );
    }
  }
  return findings;
}

/** Seconds before its end at which a token should have been renewed long since. */
const RENEWED_BY = 5 * 3600;

async function tokenRenewed(
  slackApp: SlackAppProbe,
  place: SlackPlace,
  now: number,
): Promise<readonly Finding[]> {
  const answer = await asked('', { severity: 'note', effect: '', fix: '' }, () => slackApp.tokenEnd(place));
  const end = 'value' in answer ? answer.value : undefined;
  if (end === undefined) {
    return []; // it does not end, or the finding on the installation has told already
  }
  const minutes = Math.round((end - now) / 60);
  const when = minutes > 0 ? `It ends in ${minutes} minutes` : 'It has ended';
  return [
    found(`the token of workspace ${place.workspace} is renewed in time`, end - now > RENEWED_BY, {
      severity: 'error',
      effect: `${when}; without one nobody there is told anything, and nobody there can decide.`,
      fix: 'See whether the schedule ticks and whether the client id and secret in data-mesh/slack/app are right; otherwise install the app there again at /slack/install.',
    }),
  ];
}
