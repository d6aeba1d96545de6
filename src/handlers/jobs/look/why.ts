import { historyMessage } from '../../../blocks/history.ts';
import type { Message } from '../../../blocks/message.ts';
import { typed } from '../../../blocks/text.ts';
import { InvalidRequestError } from '../../../mesh/errors.ts';
import type { LedgerEvent } from '../../../mesh/ledger/event.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { stateWords } from '../to-row.ts';
import { eventLine } from './event-line.ts';
import { askedLine } from './history.ts';
import { requireVisible, userOf } from './history-subject.ts';
import { whyPerson } from './why-person.ts';

/** Lines that explain an access; older ones are in its history. */
const MOST = 20;

/** `/mesh why <id>`, or `/mesh why <@user> <table>`: from the question to the grants, the chain on which an access rests, and where it stands. */
export async function why(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const asked = parseWhyWords(job.words);
  if (asked !== undefined) {
    return whyPerson(dependencies, mesh, job, asked);
  }
  const id = job.words.trim();
  if (!/^[\w-]{8,64}$/.test(id)) {
    throw new InvalidRequestError('BAD_WHY', 'why takes the id of a request', {
      userMessage:
        'Add the id of a request, for example `/mesh why 7CgYRwnaaZZWSwa2YzLPFV`, or a person and a table, for example `/mesh why @ana orders`. `/mesh list` shows the ids; who can read a table says `/mesh who orders`.',
    });
  }
  const record = await requireVisible(dependencies, mesh, job, { kind: 'subscription', id });
  const chain: LedgerEvent[] = [];
  for await (const event of mesh.events({ subscription: id, newestFirst: true })) {
    if (carries(event) && chain.length < MOST) {
      chain.push(event);
    }
  }
  const decided = chain.some(({ source }) => source === 'decision');
  const holds = record?.status === 'Active' || record?.fulfilment?.phase === 'PartlyGranted';
  const outside =
    holds && !decided
      ? ['No decision is on record: this access was given outside Slack, by command line or the library.']
      : [];
  const state = record ? stateWords(record, await dependencies.teams.all()) : 'its record is gone';
  return historyMessage({
    title: `Why \`${id}\`: ${typed(state, 100)}`,
    lines: [...(record ? [askedLine(record)] : []), ...chain.toReversed().map(eventLine), ...outside],
    empty: 'Nothing is kept of that.',
    foot: `All that was tried as well: \`/mesh history ${id}\``,
  });
}

/** A person and a table, in either order; `undefined` for anything else. */
function parseWhyWords(words: string): { readonly user: string; readonly words: string } | undefined {
  const [first = '', second = '', ...more] = words.split(' ').filter((word) => word !== '');
  if (second === '' || more.length > 0) {
    return undefined;
  }
  const [left, right] = [userOf(first), userOf(second)];
  if (left !== undefined) {
    return { user: left, words: second };
  }
  return right === undefined ? undefined : { user: right, words: first };
}

/** What an access rests on: decisions, what AWS made of them, and what was done outside; clicks that were refused changed nothing. */
function carries({ source, action, outcome }: LedgerEvent): boolean {
  return (
    source === 'decision' ||
    source === 'result' ||
    source === 'observed' ||
    (action === 'import' && outcome === 'done')
  );
}
