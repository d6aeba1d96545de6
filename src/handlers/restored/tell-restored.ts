import { restoredNotice } from '../../blocks/restored.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { sayOnce } from '../say-once.ts';
import { tellAdmins } from '../tell-admins.ts';

const DAY = 86_400;

/** Once a day, as long as it is so: the table was restored and nobody has compared it. */
export async function tellRestored(dependencies: JobDependencies, order: string, job: string): Promise<void> {
  const what = `restored#${order}#${Math.floor(dependencies.now() / DAY)}`;
  await sayOnce(dependencies.references, { seconds: DAY, what, job }, () =>
    tellAdmins(dependencies, restoredNotice()),
  );
}
