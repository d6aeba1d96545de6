import { unconfirmedMessage } from '../../blocks/adoption.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { sayOnce } from '../say-once.ts';
import { tellAdmins } from '../tell-admins.ts';

const DAY = 86_400;

/** Once a day, as long as it is so: what was here before the app waits for a mesh admin. */
export async function tellUnconfirmed(dependencies: JobDependencies, job: string): Promise<void> {
  const what = `adoption#${Math.floor(dependencies.now() / DAY)}`;
  await sayOnce(dependencies.references, { seconds: DAY, what, job }, () =>
    tellAdmins(dependencies, unconfirmedMessage()),
  );
}
