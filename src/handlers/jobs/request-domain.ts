import type { Message } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { clip, listed, typed } from '../../blocks/text.ts';
import { InvalidRequestError, MeshError } from '../../mesh/errors.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** What one owner decides on. */
export interface DomainPart {
  readonly team: Team;
  /** Of the new record: the same job makes the same one. */
  readonly id: string;
  readonly database: string;
  readonly tables: readonly string[];
  /** What the person reads about this part. */
  readonly tell: (message: Message) => Promise<void>;
}

type StorePart = (
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
  part: DomainPart,
) => Promise<Subscription | undefined>;

/**
 * One request for each database and owner of a domain, and one message about all of them. A part that is refused keeps no other from being asked. Throws
 * `InvalidRequestError` (`NOTHING_TO_ASK`), and what the first part was refused with where none could be asked.
 */
export async function requestDomain(
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
  {
    team,
    domain,
    storePart,
  }: { readonly team: Team; readonly domain: string; readonly storePart: StorePart },
): Promise<void> {
  const parts = await partsOf(dependencies, job, team, domain);
  const lines: string[] = [];
  const refused: MeshError[] = [];
  for (const { owner, database, tables } of parts) {
    const ownerTeam = await dependencies.teams.byAccount(owner, 'producer');
    const what = `*${typed(ownerTeam?.name ?? `account ${owner}`, 80)}*: ${listed(
      tables.map((name) => typed(name, 80)),
      5,
    )}`;
    const said: string[] = [];
    const id = subscriptionIdFrom(`${job.id}#${database}#${owner}`);
    const tell = async ({ text }: Message) => {
      said.push(text);
    };
    try {
      const record = await storePart(dependencies, job, { team, id, database, tables, tell });
      const status = record ? [`asked, \`/mesh status ${record.id}\`.`] : [];
      lines.push(`${what}: ${[...status, ...said].join(' ')}`);
    } catch (error) {
      if (!(error instanceof MeshError) || error.retryable) {
        throw error;
      }
      refused.push(error);
      lines.push(`${what}: not asked. ${error.userMessage}`);
    }
  }
  const [first] = refused;
  if (first && refused.length === parts.length) {
    throw first;
  }
  const title = `Your request for the domain *${typed(domain, 80)}*, owner by owner:`;
  const text = [title, ...lines.map((line) => `• ${line}`)].join('\n');
  await dependencies.answers.tell(job, privateAnswer(clip(text, 2900)));
}

/** What of the domain was chosen and is not the team's own. */
async function partsOf(
  { meshAs }: Pick<JobDependencies, 'meshAs'>,
  job: JobOf<'request-access'>,
  team: Team,
  domain: string,
) {
  const chosen = new Set(job.form.tables);
  const all = await meshAs(actingPerson(job)).requestParts({ domain });
  const parts = all
    .map((part) => ({
      ...part,
      tables: part.tables.filter((name) => chosen.size === 0 || chosen.has(`${part.database}.${name}`)),
    }))
    .filter(({ tables, owner }) => tables.length > 0 && owner !== team.account);
  if (parts.length === 0) {
    throw new InvalidRequestError('NOTHING_TO_ASK', `${domain} holds nothing for ${team.key}`, {
      userMessage: `The domain ${typed(domain, 80)} has nothing that ${typed(team.name, 80)} could ask for: what was chosen is gone or your own. Open the form again.`,
    });
  }
  return parts;
}
