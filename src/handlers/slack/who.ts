import type { Job } from '../jobs/job.ts';

type Who = Pick<Job, 'workspace' | 'enterprise' | 'home' | 'user'>;

/** The parts of any Slack payload that say who acted, in which workspace. */
interface Payload {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly enterprise?: { readonly id: string } | null | undefined;
}

/** Who acted, and where. A person of another organisation acts in a shared channel with a home of their own. */
export function whoActed({ team, user, enterprise }: Payload): Who {
  const workspace = team?.id ?? user.team_id ?? '';
  return {
    workspace,
    user: user.id,
    ...(enterprise ? { enterprise: enterprise.id } : {}),
    ...(user.team_id && user.team_id !== workspace ? { home: user.team_id } : {}),
  };
}
