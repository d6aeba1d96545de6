import type { Settings } from './context.ts';
import { namesFor } from './names.ts';

/** What is left to do once the stack is there: three things in Slack. */
export function nextSteps({ prefix, region }: Settings, manifestFile: string): string {
  const { secret } = namesFor(prefix);
  const put = `aws secretsmanager put-secret-value --region ${region} --secret-id`;
  return `
Three things are left, in Slack:

1. Make the app: https://api.slack.com/apps, "Create New App", "From a manifest", your workspace, and paste ${manifestFile}.
2. Copy "Signing Secret" (Basic Information) into the app's secret, then verify the request URL (Event Subscriptions, "Retry"):
   ${put} ${secret.app} --secret-string '{"signingSecret":"…","adminChannel":"C…"}'
3. "Install to Workspace" (Install App), then keep the bot token under the workspace's id (T…), and type /mesh help:
   aws secretsmanager create-secret --region ${region} --name ${prefix}/slack/install/T… --secret-string '{"botToken":"xoxb-…","botId":"B…","botUserId":"U…","workspace":"T…"}'

docs/operating/deploy.md has the details, and goes on with the accounts and the teams.
`;
}
