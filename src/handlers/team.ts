import * as z from 'zod/mini';
import { Policy } from './policy/policy.ts';
import { SlackGroup, SlackUser, TeamKey, WorkspaceId } from './slack-ids.ts';

const AccountId = z
  .string()
  .check(z.regex(/^\d{12}$/, 'not an AWS account id of 12 digits, written as text'));
const RoleArn = z
  .string()
  .check(z.regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, 'not the ARN of an IAM role'));

const People = z.object({
  users: z._default(z.array(SlackUser), []),
  groups: z._default(z.array(SlackGroup), []),
});

/** One team: what `data-mesh/teams/<team>` must hold. */
export const Team = z.object({
  key: TeamKey,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  account: AccountId,
  sides: z.array(z.enum(['producer', 'consumer'])).check(z.minLength(1)),
  workspace: WorkspaceId,
  enterprise: z.optional(z.string()),
  /** Channel for notices. */
  channel: z.string().check(z.regex(/^[CG][A-Z0-9]+$/, 'not a Slack channel id such as C0123ABCD')),
  members: z._default(People, { users: [], groups: [] }),
  approvers: z._default(
    z.object({
      users: z._default(z.array(SlackUser), []),
      groups: z._default(z.array(SlackGroup), []),
      /** May decide, and are never pinged. */
      silent: z._default(z.array(SlackUser), []),
    }),
    { users: [], groups: [], silent: [] },
  ),
  roles: z._default(z.object({ producer: z.optional(RoleArn), consumer: z.optional(RoleArn) }), {}),
  externalId: z.optional(z.string()),
  /** Who may ask for the team's data, who decides and how; absent: any approver decides, without bounds. See `docs/policies.md`. */
  policy: z.optional(Policy),
});
export type Team = z.infer<typeof Team>;
export type Side = Team['sides'][number];

export interface UnreadableTeam {
  readonly key: string;
  readonly cause: unknown;
  /** Of the secret; absent where nothing of it could be read. */
  readonly version?: string | undefined;
}

/** Teams as the secrets hold them at this moment. Unreadable is an error, and an error is a no. */
export interface TeamDirectory {
  byKey(key: string): Promise<Team | undefined>;
  /** Every team that plays this side for the account; consumer teams may share one. */
  ofAccount(account: string, side: Side): Promise<readonly Team[]>;
  /** The team that plays this side for the account; `undefined` where nobody is mapped. */
  byAccount(account: string, side: Side): Promise<Team | undefined>;
  /** Every team that can be read. */
  all(): Promise<readonly Team[]>;
  /** Every team with the version of its secret, and for each that cannot be read why. */
  each(): Promise<{
    readonly teams: readonly Team[];
    readonly unreadable: readonly UnreadableTeam[];
    /** By team key; absent where they are not as the secrets are now. */
    readonly versions?: ReadonlyMap<string, string>;
  }>;
}
