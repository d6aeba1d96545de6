import { typed } from '../../../blocks/text.ts';
import { InvalidRequestError, NotFoundError } from '../../../mesh/errors.ts';
import { type Period, parsePeriod } from '../../../mesh/ledger/period.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { isMeshAdmin, requireMeshAdmin } from '../../admins.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { myShownTeams, producers } from './my-teams.ts';
import { visibleSubscription } from './visible-subscription.ts';

/** What is looked back at. */
export type Subject =
  | { readonly kind: 'subscription'; readonly id: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string }
  | { readonly kind: 'person'; readonly user: string }
  | { readonly kind: 'team'; readonly key: string };

/**
 * `<id|database.table|@user|team:key> [from..to]`. Throws `InvalidRequestError` (`BAD_HISTORY`, `BAD_PERIOD`).
 * Slack sends a mention as `<@U0ANA|ana>`, and what looks like a host name as a link.
 */
export function parseHistoryWords(words: string): { readonly subject: Subject; readonly period: Period } {
  const [first = '', ...rest] = words.split(' ').filter((word) => word !== '');
  return { subject: parseSubject(first), period: parsePeriod(rest.join('')) };
}

function parseSubject(text: string): Subject {
  const word = /^<https?:[^|>]*\|([^>]+)>$/.exec(text)?.[1] ?? text;
  const user = userOf(word);
  if (user) {
    return { kind: 'person', user };
  }
  const team = /^team:([a-z0-9][a-z0-9-]*)$/.exec(word.toLowerCase())?.[1];
  if (team) {
    return { kind: 'team', key: team };
  }
  const [, database = '', table = ''] = /^([^.\s]{1,255})\.([^.\s]{1,255})$/.exec(word.toLowerCase()) ?? [];
  if (table) {
    return { kind: 'table', database, table };
  }
  if (/^[\w-]{8,64}$/.test(word)) {
    return { kind: 'subscription', id: word };
  }
  throw new InvalidRequestError('BAD_HISTORY', 'neither id, table nor person', {
    userMessage:
      'Say of what: the id of a request, a table as `database.table`, a person as `@name`, or a team as `team:sales`; and from when to when, if you like: `/mesh history 7CgYRwnaaZZWSwa2YzLPFV 2026-01-01..2026-03-31`.',
  });
}

/** The Slack user that a word names, as Slack sends a mention or as an id is typed. */
export function userOf(word: string): string | undefined {
  return /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? /^@?([UW][A-Z0-9]{2,})$/.exec(word)?.[1];
}

/**
 * Who may look at it, at this moment: both teams of a subscription, the owning team of a table, each person at themselves, the people of a team at
 * what it is about, mesh admins at everything. Returns the record, where there is one. Throws `NotFoundError`, `NotAllowedError`.
 */
export async function requireVisible(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'getSubscription' | 'resolveOwner' | 'delegations'>,
  job: JobOf<'look'>,
  subject: Subject,
): Promise<Subscription | undefined> {
  switch (subject.kind) {
    case 'person':
      if (subject.user !== job.user) {
        await requireMeshAdmin(dependencies, job);
      }
      return undefined;
    case 'team':
      await requireOwnTeam(dependencies, job, subject.key);
      return undefined;
    case 'table':
      await requireOwnTable(dependencies, mesh, job, subject);
      return undefined;
    case 'subscription':
      try {
        const asked = { ...job, words: subject.id };
        return (await visibleSubscription(dependencies, mesh, asked)).subscription;
      } catch (error) {
        if (error instanceof NotFoundError && (await isMeshAdmin(dependencies, job))) {
          return mesh.getSubscription(subject.id);
        }
        throw error;
      }
  }
}

async function requireOwnTeam(dependencies: JobDependencies, job: JobOf<'look'>, key: string): Promise<void> {
  const { memberOf, approverOf } = await myShownTeams(dependencies, job);
  if (![...memberOf, ...approverOf].some((team) => team.key === key)) {
    await requireMeshAdmin(dependencies, job);
  }
}

async function requireOwnTable(
  dependencies: JobDependencies,
  mesh: Pick<Mesh, 'resolveOwner'>,
  job: JobOf<'look'>,
  { database, table }: { readonly database: string; readonly table: string },
): Promise<void> {
  const { memberOf, approverOf } = await myShownTeams(dependencies, job);
  const owner = await ownerOf(mesh, database, table);
  const own = producers([...memberOf, ...approverOf]).some(({ account }) => account === owner);
  if (!own && !(await isMeshAdmin(dependencies, job))) {
    throw new NotFoundError('TABLE_NOT_FOUND', `no table ${database}.${table} for ${job.user}`, {
      userMessage: `There is no table ${typed(`${database}.${table}`, 200)} of your teams. \`/mesh find ${typed(table, 80)}\` searches; only the team that owns a table, and mesh admins, see its history.`,
    });
  }
}

/** `undefined` where the table is gone: then only mesh admins can look back at it. */
async function ownerOf(
  mesh: Pick<Mesh, 'resolveOwner'>,
  database: string,
  table: string,
): Promise<string | undefined> {
  try {
    return await mesh.resolveOwner(database, [table]);
  } catch (error) {
    if (error instanceof NotFoundError) {
      return undefined;
    }
    throw error;
  }
}
