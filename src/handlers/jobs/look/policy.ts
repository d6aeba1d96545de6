import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { mention, mentionGroup, typed } from '../../../blocks/text.ts';
import { InvalidRequestError, NotFoundError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../../mesh/permissions.ts';
import { Duration, secondsOf } from '../../policy/duration.ts';
import { evaluatePolicy } from '../../policy/evaluate-policy.ts';
import type { AskedTable } from '../../policy/outcome.ts';
import { type Naming, outcomeLines } from '../../policy/outcome-text.ts';
import { policyLines } from '../../policy/policy-text.ts';
import { productsOfDatabase } from '../../products-of-database.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { affected } from './affected.ts';
import { consumers, type MyTeams, myShownTeams, producers } from './my-teams.ts';

/** A team that owns data, or one of its products. */
interface Subject {
  readonly owner: Team;
  readonly title: string;
  readonly about?: { readonly database: string; readonly tables: readonly AskedTable[] };
}

/** `/mesh policy [team|product]`, `/mesh policy test …`, `/mesh policy affected [team]`. */
export async function policy(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const [first = '', ...rest] = job.words.split(' ').filter((word) => word !== '');
  switch (first.toLowerCase()) {
    case 'test':
      return test(dependencies, mesh, job, rest);
    case 'affected':
      return affected(dependencies, mesh, job, rest.join(' '));
    default:
      return show(dependencies, mesh, job);
  }
}

async function show(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const mine = await myShownTeams(dependencies, job);
  const naming = namingOf(mine.all);
  if (job.words.trim() === '') {
    const own = producers([...new Set([...mine.approverOf, ...mine.memberOf])]);
    const shown = own.length > 0 ? own : producers(mine.all);
    const lines = shown.map(
      (team) => `*${typed(team.name, 80)}*\n${policyLines(team.policy, naming).join('\n')}`,
    );
    return privateAnswer(
      `${lines.join('\n\n')}\nOf one product: \`/mesh policy <product>\`. What would become of a request: \`/mesh policy test <product> for 30d\`.`,
    );
  }
  const { owner, title, about } = await subjectOf(mesh, mine, job.words);
  return privateAnswer(
    [`*How ${typed(title, 100)} is given away*`, ...policyLines(owner.policy, naming, about)].join('\n'),
  );
}

/** `test <team|product> [for 30d] [as <team>] [SELECT …]`. */
async function test(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
  words: readonly string[],
): Promise<Message> {
  const mine = await myShownTeams(dependencies, job);
  const { name, seconds, team, permissions } = parseTest(words);
  const [own] = consumers(mine.memberOf);
  const asking = team === undefined ? own : consumers(mine.all).find((each) => isCalled(each, team));
  if (!asking) {
    throw new InvalidRequestError('TEAM_UNKNOWN', `no consumer team ${team ?? ''}`, {
      userMessage:
        'Say for which team it would be asked: add `as <team>`, for example `/mesh policy test retail orders for 30d as analytics`.',
    });
  }
  const { owner, title, about } = await subjectOf(mesh, mine, name);
  const outcome = evaluatePolicy(owner.policy, {
    database: about?.database ?? '',
    tables: about?.tables ?? [{ name: 'any', tags: {} }],
    team: asking.key,
    permissions,
    ...(seconds === undefined ? {} : { durationSeconds: seconds }),
  });
  const asked = `${permissions.join(', ')} on ${typed(title, 100)} for *${typed(asking.name, 80)}*, ${seconds === undefined ? 'without an end' : `for ${words[words.findIndex((word) => word.toLowerCase() === 'for') + 1]}`}`;
  return privateAnswer(
    [
      `*If somebody asked:* ${asked}`,
      ...outcomeLines(outcome, namingOf(mine.all), owner.policy).map((line) => `• ${line}`),
      'Nothing was asked for. A real request is judged by the tables that it names.',
    ].join('\n'),
  );
}

interface Hypothetical {
  readonly name: string;
  readonly seconds?: number;
  readonly team?: string;
  readonly permissions: readonly TablePermission[];
}

/** Throws `InvalidRequestError` (`BAD_DURATION`, `BAD_TEST`). */
export function parseTest(words: readonly string[]): Hypothetical {
  const names: string[] = [];
  const permissions: TablePermission[] = [];
  let seconds: number | undefined;
  let team: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1]?.toLowerCase();
    const permission = TABLE_PERMISSIONS.find((each) => each === word.replace(/,$/, ''));
    if (word.toLowerCase() === 'for' && next !== undefined) {
      seconds = lengthOf(next);
      index += 1;
    } else if (word.toLowerCase() === 'as' && next !== undefined) {
      team = next;
      index += 1;
    } else if (permission) {
      permissions.push(permission);
    } else {
      names.push(word);
    }
  }
  if (names.length === 0) {
    throw new InvalidRequestError('BAD_TEST', 'no product and no team', {
      userMessage:
        'Say of what: `/mesh policy test <product|team> [for 30d] [as <team>] [SELECT DESCRIBE]`, for example `/mesh policy test retail orders for 30d as analytics`.',
    });
  }
  return {
    name: names.join(' '),
    permissions: permissions.length > 0 ? permissions : ['SELECT', 'DESCRIBE'],
    ...(seconds === undefined ? {} : { seconds }),
    ...(team === undefined ? {} : { team }),
  };
}

function lengthOf(word: string): number {
  const parsed = Duration.safeParse(word);
  if (!parsed.success) {
    throw new InvalidRequestError('BAD_DURATION', `no length of time: ${word}`, {
      userMessage: `“${typed(word, 40)}” is no length of time. Say it as 36h, 30d or 2w.`,
    });
  }
  return secondsOf(parsed.data);
}

/** A team that owns data, by key or name; or a product that this person may find. Throws `NotFoundError` (`UNKNOWN_SUBJECT`). */
async function subjectOf(
  mesh: Pick<Mesh, 'listProducts'>,
  { all, memberOf, approverOf }: MyTeams,
  words: string,
): Promise<Subject> {
  const wanted = words.trim().toLowerCase();
  const team = producers(all).find((each) => isCalled(each, wanted));
  if (team) {
    return { owner: team, title: team.name };
  }
  const own = new Set([...memberOf, ...approverOf].map(({ account }) => account));
  for await (const database of mesh.listProducts()) {
    const owner = producers(all).find(({ account }) => account === database.owner);
    for (const product of owner && (database.isPublic || own.has(database.owner))
      ? productsOfDatabase(database)
      : []) {
      const title = product.product ?? product.database;
      if (owner && [title.toLowerCase(), product.database].includes(wanted)) {
        const tables = product.tables.map(({ name, tags = {}, product: named, domain }) => ({
          name,
          tags,
          product: named,
          domain,
        }));
        return { owner, title, about: { database: product.database, tables } };
      }
    }
  }
  throw new NotFoundError('UNKNOWN_SUBJECT', `neither team nor product: ${words}`, {
    userMessage: `“${typed(words, 80)}” is neither a team that owns data nor a product that you can find. \`/mesh find\` shows products.`,
  });
}

function isCalled({ key, name }: Team, wanted: string): boolean {
  return key === wanted || name.toLowerCase() === wanted;
}

function namingOf(teams: readonly Team[]): Naming {
  return {
    user: mention,
    group: mentionGroup,
    team: (key) => `approvers of ${typed(teams.find((each) => each.key === key)?.name ?? key, 80)}`,
    text: (text) => typed(text, 500),
  };
}
