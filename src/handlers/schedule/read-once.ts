import type { JobDependencies } from '../jobs/job-dependencies.ts';

/**
 * What several checks of one pass ask about the same request is read once: the terms that it began with, which never change, and what the catalogue
 * shows of its tables. For one pass and no longer. A failure is not remembered.
 */
export function readingOnce(dependencies: JobDependencies): JobDependencies {
  const texts = once<string | undefined>();
  const tables = once<Awaited<ReturnType<ReturnType<JobDependencies['meshAs']>['describeTables']>>>();
  return {
    ...dependencies,
    meshAs(actor) {
      const mesh = dependencies.meshAs(actor);
      return {
        ...mesh,
        keptText: (name) => texts(name, () => mesh.keptText(name)),
        describeTables: (database, names) =>
          tables(JSON.stringify([database, ...names]), () => mesh.describeTables(database, names)),
      };
    },
  };
}

function once<T>(): (key: string, read: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key, read) => {
    const found = known.get(key) ?? read();
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };
}
