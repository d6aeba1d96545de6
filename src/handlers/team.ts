import * as z from 'zod/mini';

export const SlackUser = z
  .string()
  .check(z.regex(/^[UW][A-Z0-9]{2,}$/, 'not a Slack user id such as U0123ABCD'));
export const SlackGroup = z
  .string()
  .check(z.regex(/^S[A-Z0-9]{2,}$/, 'not a Slack user group id such as S0123ABCD'));
export const WorkspaceId = z
  .string()
  .check(z.regex(/^[TE][A-Z0-9]+$/, 'not a Slack workspace id such as T0123ABCD'));
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
  key: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'not lower-case letters, digits and dashes')),
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
});
export type Team = z.infer<typeof Team>;
export type Side = Team['sides'][number];

/** Teams as the secrets hold them at this moment. Unreadable is an error, and an error is a no. */
export interface TeamDirectory {
  byKey(key: string): Promise<Team | undefined>;
  /** Every team that plays this side for the account; consumer teams may share one. */
  ofAccount(account: string, side: Side): Promise<readonly Team[]>;
  /** The team that plays this side for the account; `undefined` where nobody is mapped. */
  byAccount(account: string, side: Side): Promise<Team | undefined>;
  /** Every team that can be read. */
  all(): Promise<readonly Team[]>;
}
