import { typed } from '../../../blocks/text.ts';
import type { MemberSide } from '../../../mesh/admin/diagnose-running.ts';
import { type Finding, troubles } from '../../../mesh/admin/finding.ts';
import type { Mesh } from '../../../mesh/mesh.ts';

/** Names of what is there that are shown, and of what is missing. */
const SHOWN = 6;

/** What of a set-up is there and what is missing, as the app meets it. Changes nothing. */
export async function setupState(
  mesh: Pick<Mesh, 'diagnose'>,
  scope: { readonly members: readonly MemberSide[]; readonly whole: boolean },
): Promise<string> {
  return stateText(await mesh.diagnose(scope));
}

function stateText(findings: readonly Finding[]): string {
  const missing = troubles(findings);
  const there = findings.filter(({ ok }) => ok).map(({ check }) => check);
  const lines = missing
    .slice(0, SHOWN)
    .map(
      ({ check, effect }) => `:red_circle: missing or not right: ${typed(check, 150)}. ${typed(effect, 150)}`,
    );
  return [
    `*State now*: ${missing.length === 0 ? 'all that the app can look at is there; setting up again changes only what differs' : `${missing.length} of ${findings.length} things that the app can look at are missing or not right`}.`,
    ...lines,
    ...(missing.length > SHOWN ? [`… and ${missing.length - SHOWN} more: \`/mesh doctor\`.`] : []),
    ...(there.length > 0
      ? [
          `There: ${there
            .slice(0, SHOWN)
            .map((check) => typed(check, 150))
            .join('; ')}${there.length > SHOWN ? `; and ${there.length - SHOWN} more` : ''}.`,
        ]
      : []),
  ].join('\n');
}
