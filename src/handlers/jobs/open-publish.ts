import { optionValue } from '../../blocks/option-value.ts';
import { MOST_DATABASES, type PublishPreview, publishModal } from '../../blocks/publish-modal.ts';
import { InvalidRequestError, MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { actingPerson } from './acting-person.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { publishingTeams } from './publishing-team.ts';

/**
 * The form, with the databases of the team and what the pattern means now. The jobs of one person run in the order of their keystrokes, and each
 * carries the form as it was: the last one that is shown is about the newest pattern.
 */
export async function openPublish(dependencies: JobDependencies, job: JobOf<'open-publish'>): Promise<void> {
  await fillView(dependencies, job, 'Publish data', async () => {
    const { form } = job;
    const { teams, team } = await publishingTeams(dependencies, job, form.team);
    const mesh = dependencies.meshAs(actingPerson(job));
    const all = await sourceDatabases(mesh, team.account);
    const exact = findSource(all, form.source);
    const word = form.source.toLowerCase();
    const named = exact === undefined && word !== '' ? all.filter((name) => name.includes(word)) : [];
    const offered = named.length > 0 ? named : all;
    const source = exact ?? (named.length === 1 ? named[0] : undefined);
    // What is chosen is always among the options, else Slack refuses the view.
    const shown = offered.slice(0, MOST_DATABASES);
    const databases = source === undefined || shown.includes(source) ? shown : [source, ...shown.slice(1)];
    return publishModal({
      teams,
      team,
      databases,
      more: all.length - databases.length,
      source,
      preview:
        source === undefined
          ? unknownWord(word, named)
          : await previewOf(mesh, team.account, source, form.pattern),
      filled: form,
    });
  });
}

/** Typed after `/mesh publish`, and no part of any name that could be chosen. */
function unknownWord(word: string, named: readonly string[]): PublishPreview | undefined {
  return word === '' || named.length > 0
    ? undefined
    : { problem: `None of your databases is called “${word}”. Choose one from the list.` };
}

/** Sorted by name. */
async function sourceDatabases(mesh: Mesh, owner: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of mesh.sourceDatabases(owner)) {
    names.push(name);
  }
  return names.sort();
}

/** By name as people type it, or by the value of its option. */
function findSource(names: readonly string[], text: string): string | undefined {
  const word = text.trim().toLowerCase();
  return names.find((name) => name === word || optionValue(name) === text);
}

/** Throws `InvalidRequestError` (`SOURCE_UNKNOWN`). */
export async function requireSource(mesh: Mesh, owner: string, text: string): Promise<string> {
  const source = findSource(await sourceDatabases(mesh, owner), text);
  if (source === undefined) {
    throw new InvalidRequestError('SOURCE_UNKNOWN', `no source database ${text} in ${owner}`, {
      userMessage:
        'That database is not there any more, or the role DataMeshProducer may not see it. Type `/mesh publish` and choose from the list.',
    });
  }
  return source;
}

async function previewOf(
  mesh: Mesh,
  owner: string,
  source: string,
  pattern: string,
): Promise<PublishPreview> {
  try {
    return await mesh.sourceTables(owner, source, pattern === '' ? undefined : pattern);
  } catch (error) {
    if (error instanceof MeshError && !error.retryable) {
      return { problem: error.userMessage };
    }
    throw error;
  }
}
