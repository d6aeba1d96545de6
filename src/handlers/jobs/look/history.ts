import { historyMessage } from '../../../blocks/history.ts';
import type { Message } from '../../../blocks/message.ts';
import { mention, moment, typed } from '../../../blocks/text.ts';
import type { EventFilter, LedgerEvent } from '../../../mesh/ledger/event.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { recordEpoch } from '../../../mesh/subscriptions/dates.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { actorMention } from '../decided-answer.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { eventLine } from './event-line.ts';
import { parseHistoryWords, requireVisible, type Subject } from './history-subject.ts';

/** Events on one page. */
const PAGE = 25;
/** Nobody turns so many pages; whoever wants all of it exports it. */
const MOST_PAGES = 40;

/** `/mesh history <id|database.table|@user|team:key> [from..to]`: who did, tried and decided what, from the ledger; the newest page first. */
export async function history(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const { subject, period } = parseHistoryWords(job.words);
  const record = await requireVisible(dependencies, mesh, job, subject);
  const page = Math.min(job.page ?? 0, MOST_PAGES);
  const { events, isLast } = await pageOf(mesh, { ...filterOf(subject, job.workspace), ...period }, page);
  const known = events.map(eventLineOf(events)).filter((line) => line !== undefined);
  const isToldAlready = events.some(
    ({ action, outcome }) => action === 'request-access' && outcome === 'done',
  );
  const asked =
    record && isLast && period.from === undefined && (!isToldAlready || record.predecessor)
      ? [askedLine(record)]
      : [];
  const lines = [...asked, ...known];
  return historyMessage({
    title: `History of ${titleOf(subject)}`,
    lines,
    empty: 'Nothing is kept of that, in this period.',
    foot: isLast
      ? 'That is the beginning. A mesh admin can export all of it with `/mesh export`.'
      : page < MOST_PAGES
        ? 'Earlier events: the button, or an earlier period, as in `2026-01..2026-03`.'
        : 'Name an earlier period to go on, as in `2026-01..2026-03`.',
    ...(isLast || page >= MOST_PAGES
      ? {}
      : { earlier: JSON.stringify({ words: job.words.slice(0, 600), page: page + 1 }) }),
  });
}

async function pageOf(
  mesh: Pick<Mesh, 'events'>,
  filter: EventFilter,
  page: number,
): Promise<{ readonly events: readonly LedgerEvent[]; readonly isLast: boolean }> {
  const events: LedgerEvent[] = [];
  let index = 0;
  for await (const event of mesh.events({ ...filter, newestFirst: true })) {
    if (index >= (page + 1) * PAGE) {
      return { events: events.toReversed(), isLast: false };
    }
    if (index >= page * PAGE) {
      events.push(event);
    }
    index += 1;
  }
  return { events: events.toReversed(), isLast: true };
}

function filterOf(subject: Subject, workspace: string): EventFilter {
  switch (subject.kind) {
    case 'subscription':
      return { subscription: subject.id };
    case 'table':
      return { table: subject };
    case 'person':
      return { person: `slack:${workspace}/${subject.user}` };
    case 'team':
      return { team: subject.key };
  }
}

function titleOf(subject: Subject): string {
  switch (subject.kind) {
    case 'subscription':
      return `\`${subject.id}\``;
    case 'table':
      return typed(`${subject.database}.${subject.table}`, 300);
    case 'person':
      return mention(subject.user);
    case 'team':
      return `team ${typed(subject.key, 80)}`;
  }
}

/** A decision says all that the click behind it says; the click is left out beside it. */
function eventLineOf(events: readonly LedgerEvent[]): (event: LedgerEvent) => string | undefined {
  const decided = new Set(events.filter(({ source }) => source === 'decision').map(({ job }) => job));
  return (event) =>
    event.source === 'attempt' && event.outcome === 'done' && decided.has(event.job)
      ? undefined
      : eventLine(event);
}

/** Who asked, from the record: the library leaves no event of it. */
export function askedLine({ requestedBy, createdAt, predecessor }: Subscription): string {
  const again = predecessor ? ` (asked again after \`${typed(predecessor, 64)}\`)` : '';
  return `${moment(recordEpoch(createdAt))} · ${requestedBy ? actorMention(requestedBy) : 'Somebody outside Slack'} *asked*${again}`;
}
