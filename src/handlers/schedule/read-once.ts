import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { once } from '../once.ts';

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
