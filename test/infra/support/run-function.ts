import { createHmac, randomUUID } from 'node:crypto';
import type { FunctionName } from '../../../infra/bundle.ts';
import { FunctionEnvironment } from '../../../local/runtime/function-environment.ts';
import { callThroughHttpApi, type HttpReply } from '../../../local/runtime/http-entry.ts';
import { CHANNELS, PEOPLE, WORKSPACE_ID } from '../../../local/seed/workspace.ts';
import { type DeployedApp, SIGNING_SECRET } from './deployed-app.ts';

export interface Runner {
  /** One execution environment, cold; with other variables or another bundle where a test needs them. */
  start(
    name: FunctionName,
    more?: Readonly<Record<string, string>>,
    directory?: string,
  ): Promise<FunctionEnvironment>;
  /** One event in an environment of its own. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** A signed request of Slack, as API Gateway hands it over. */
  post(environment: FunctionEnvironment, body: string, signed?: boolean): Promise<HttpReply>;
  stopAll(): void;
}

export function createRunner(app: DeployedApp): Runner {
  const running = new Set<FunctionEnvironment>();

  const start: Runner['start'] = async (name, more = {}, directory = undefined) => {
    const options = await app.functions[name].environment();
    const environment = new FunctionEnvironment({
      ...options,
      ...(directory ? { directory } : {}),
      variables: { ...options.variables, ...more },
    });
    running.add(environment);
    await environment.start();
    return environment;
  };

  return {
    start,
    async invoke(name, event) {
      const environment = await start(name);
      try {
        return await environment.invoke(event, app.functions[name].timeoutMs);
      } finally {
        environment.stop();
      }
    },
    post(environment, body, signed = true) {
      const timestamp = Math.floor(app.clock.now() / 1000);
      const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
      const target = {
        name: 'data-mesh-slack',
        invoke: (event: unknown) => environment.invoke(event, app.functions.slack.timeoutMs),
        kill: () => undefined,
        stop: () => undefined,
      };
      return callThroughHttpApi(target, app.clock, {
        method: 'POST',
        path: '/slack/events',
        query: '',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': String(timestamp),
          ...(signed ? { 'x-slack-signature': `v0=${signature}` } : {}),
        },
        body: Buffer.from(body),
      });
    },
    stopAll() {
      for (const environment of running) {
        environment.stop();
      }
    },
  };
}

/** Ana types `/mesh <text>` in her team's channel. */
export function command(text: string): string {
  return new URLSearchParams({
    command: '/mesh',
    text,
    user_id: PEOPLE.ana,
    user_name: 'ana',
    team_id: WORKSPACE_ID,
    team_domain: 'sample',
    channel_id: CHANNELS.analytics,
    channel_name: 'analytics',
    api_app_id: 'A0MESH',
    is_enterprise_install: 'false',
    trigger_id: `1.2.${randomUUID()}`,
    response_url: 'http://127.0.0.1:9/response',
  }).toString();
}
