import { createHash } from 'node:crypto';
import { section } from '../../blocks/message.ts';
import { clip, typed } from '../../blocks/text.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { sayOnce } from '../say-once.ts';
import { tellAdmins } from '../tell-admins.ts';

const DAY = 86_400;
const SHOWN = 10;

/**
 * Tells the admins of accounts that have or give access while no team's secret names them: nobody decides for them, and nobody is told of
 * their ends. Once a week for the same accounts. A secret that cannot be read may be theirs, so that nothing is said then.
 */
export async function tellUnmapped(
  dependencies: JobDependencies,
  held: ReadonlyMap<string, number>,
  job: string,
): Promise<void> {
  const { teams, unreadable } = await dependencies.teams.each();
  const mapped = new Set(teams.map(({ account }) => account));
  const lost = [...held].filter(([account]) => !mapped.has(account)).sort();
  if (unreadable.length > 0 || lost.length === 0) {
    return;
  }
  const key = createHash('sha256')
    .update(lost.map(([account]) => account).join())
    .digest('hex')
    .slice(0, 16);
  const lines = lost.slice(0, SHOWN).map(([account, count]) => {
    const many = count === 1 ? '1 access rests' : `${count} accesses rest`;
    return `• ${typed(account, 20)}: ${many} on it. If it has left, type \`/mesh offboard ${typed(account, 20)}\`; if not, give it a team with \`data-mesh-cli team add\`.`;
  });
  const more = lost.length > SHOWN ? [`… and ${lost.length - SHOWN} more`] : [];
  const text = [':warning: No team is mapped to these accounts any more:', ...lines, ...more].join('\n');
  await sayOnce(dependencies.references, { seconds: 7 * DAY, what: `unmapped#${key}`, job }, () =>
    tellAdmins(dependencies, { text, blocks: [section(clip(text, 2900))] }),
  );
}
