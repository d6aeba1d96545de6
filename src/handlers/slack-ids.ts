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
/** Key of a team: the last part of its secret's name. */
export const TeamKey = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'not lower-case letters, digits and dashes'));
