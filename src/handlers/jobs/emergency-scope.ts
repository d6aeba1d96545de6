import { actorText, parseActor } from '../../mesh/actor.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { EVERYBODY } from '../../mesh/subscriptions/suspension.ts';
import type { Emergency } from './emergencies.ts';
import type { Job } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Whom an emergency is about. */
export interface EmergencyScope {
  /** `all`, an account, or a person as an `Actor` in text. */
  readonly about: string;
  /** For people, and what they type to confirm. */
  readonly name: string;
}

/** Team, account, person or `all`, as they were typed. Throws `InvalidRequestError` (`BAD_SCOPE`). */
export async function emergencyScope(
  { people, shownTeams }: Pick<JobDependencies, 'people' | 'shownTeams'>,
  verb: Emergency,
  job: Pick<Job, 'workspace' | 'enterprise' | 'user'>,
  words: string,
): Promise<EmergencyScope> {
  const word = words.trim();
  const lower = word.toLowerCase();
  if (lower === EVERYBODY && (verb === 'suspend' || verb === 'resume')) {
    return { about: EVERYBODY, name: EVERYBODY };
  }
  const teams = await shownTeams.all();
  const team = teams.find(({ key, name }) => key === lower || name.toLowerCase() === lower);
  if (team) {
    return { about: team.account, name: team.key };
  }
  if (/^\d{12}$/.test(word)) {
    return { about: word, name: word };
  }
  const person = personIn(word, job.workspace);
  if (person && verb === 'revoke-all') {
    const name = await people.nameOf({ ...job, user: person.user });
    return { about: actorText(person), name: name ?? person.user };
  }
  throw new InvalidRequestError('BAD_SCOPE', `${verb} of ${words.slice(0, 60)}`, {
    userMessage:
      verb === 'revoke-all'
        ? 'Say whose access ends: `/mesh revoke-all @somebody`, or an account of 12 digits.'
        : `Say whom it is about, by the key of a team or an account of 12 digits: \`/mesh ${verb} analytics\`${verb === 'offboard' ? '' : `, or \`/mesh ${verb} all\` for everybody`}.`,
  });
}

function personIn(word: string, workspace: string) {
  const [, user] = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word) ?? [];
  const actor = user === undefined ? parseActor(word) : ({ kind: 'slack', workspace, user } as const);
  return actor.kind === 'slack' ? actor : undefined;
}

/** Records that may be concerned, each once: what the account receives and gives, or what the person asked for. */
export async function* recordsOf(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  about: string,
): AsyncIterable<Subscription> {
  const statuses = ['Pending', 'Active'] as const;
  if (/^\d{12}$/.test(about)) {
    yield* mesh.listSubscriptions({ subscriber: about, statuses });
    yield* mesh.listSubscriptions({ owner: about, statuses });
    return;
  }
  for await (const record of mesh.listSubscriptions({ statuses })) {
    if (about === EVERYBODY || record.requestedBy === about) {
      yield record;
    }
  }
}
