import type { Job } from '../jobs/job.ts';

type Who = Pick<Job, 'workspace' | 'enterprise' | 'user'>;

/** The parts of any Slack payload that say who acted, in which workspace. */
interface Payload {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly enterprise?: { readonly id: string } | null | undefined;
}

/** Who acted. Org-wide installs send no team; then the person's own workspace counts. */
export function whoActed({ team, user, enterprise }: Payload): Who {
  const workspace = team?.id ?? user.team_id ?? '';
  return enterprise ? { workspace, enterprise: enterprise.id, user: user.id } : { workspace, user: user.id };
}
