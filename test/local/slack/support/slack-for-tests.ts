import { createServer } from 'node:http';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import express from 'express';
import * as z from 'zod';
import manifest from '../../../../infra/slack-manifest.json' with { type: 'json' };
import { createClock, type VirtualClock } from '../../../../local/clock.ts';
import { createSlack, type Slack, type SlackOptions } from '../../../../local/slack/start-slack.ts';
import type { WorkspaceSeed } from '../../../../local/slack/workspace-seed.ts';
import { closeServer, listen, startTinyApp, type TinyApp } from './tiny-app.ts';

export const SIGNING_SECRET = 'signing-secret-of-the-tests';
export const BOT_TOKEN = 'xoxb-sim-1';

/** Two workspaces: one that has the app, one that may install it. */
const SEED: WorkspaceSeed = {
  appId: 'A0MESH',
  workspaces: [
    {
      id: 'T0MESH',
      name: 'Harbour',
      enterprise: { id: 'E0GROUP', name: 'Harbour Group' },
      botToken: BOT_TOKEN,
      botUserId: 'U0BOT',
      botId: 'B0MESH',
      users: [
        { id: 'U0ANA', name: 'ana', realName: 'Ana', colour: '#7c3aed', email: 'ana@example.com' },
        { id: 'U0BO', name: 'bo', realName: 'Bo', colour: '#0e7490' },
        { id: 'U0GUS', name: 'gus', realName: 'Gus', colour: '#b45309', isGuest: true },
        { id: 'U0LEO', name: 'leo', realName: 'Leo', colour: '#b45309', deleted: true },
      ],
      channels: [
        { id: 'C0GENERAL', name: 'general', members: ['U0ANA', 'U0BO', 'U0BOT'] },
        { id: 'C0SALES', name: 'sales-data', members: ['U0BO', 'U0BOT'] },
        { id: 'C0PRIVATE', name: 'board', members: ['U0BO'], isPrivate: true },
        { id: 'C0OPEN', name: 'random', members: ['U0ANA'] },
        { id: 'C0OLD', name: 'old', members: ['U0ANA', 'U0BOT'], isArchived: true },
      ],
      userGroups: [
        { id: 'S0SALES', handle: 'sales-owners', name: 'Sales owners', members: ['U0BO', 'U0LEO'] },
      ],
    },
    {
      id: 'T0OTHER',
      name: 'Lighthouse',
      botToken: 'xoxb-sim-2',
      botUserId: 'U1BOT',
      botId: 'B1MESH',
      installed: false,
      users: [{ id: 'U1KIM', name: 'kim', realName: 'Kim', colour: '#be123c' }],
      channels: [{ id: 'C1GENERAL', name: 'general', members: ['U1KIM'] }],
      userGroups: [],
    },
  ],
};

const Seen = z.looseObject({
  ts: z.string(),
  user: z.string(),
  text: z.string(),
  blocks: z.array(z.looseObject({})).optional(),
});
const SeenChannel = z.looseObject({ id: z.string(), members: z.array(z.string()), messages: z.array(Seen) });
export type SeenChannel = z.infer<typeof SeenChannel>;

const SimAnswer = z.looseObject({
  http: z.number(),
  ok: z.boolean().optional(),
  status: z.number().optional(),
  ackMs: z.number().optional(),
  error: z.string().optional(),
  banner: z.string().optional(),
  errors: z.record(z.string(), z.string()).optional(),
  by: z.string().optional(),
  views: z.array(z.looseObject({ id: z.string(), hash: z.string() })).default([]),
  ephemerals: z.array(Seen).default([]),
  options: z.array(z.looseObject({ value: z.string() })).optional(),
});
export type SimAnswer = z.infer<typeof SimAnswer>;

export interface TestSlack {
  readonly slack: Slack;
  readonly app: TinyApp;
  readonly clock: VirtualClock;
  /** What the stand-in said aloud. */
  readonly warnings: readonly string[];
  readonly url: string;
  /** The official client, without its own retries. */
  readonly client: WebClient;
  /** `POST /_sim/<verb>`; the parsed answer, with the HTTP status as `http`. */
  sim(verb: string, body: unknown): Promise<SimAnswer>;
  channel(id: string): SeenChannel;
  close(): Promise<void>;
}

export async function startTestSlack(options: Partial<SlackOptions> = {}): Promise<TestSlack> {
  const clock = options.clock ?? createClock();
  const warnings: string[] = [];
  let url = '';
  let appUrl = '';
  const slack = createSlack({
    clock,
    baseUrl: () => url,
    appUrl: () => appUrl,
    manifest,
    workspace: SEED,
    signingSecret: SIGNING_SECRET,
    onWarning: (sentence) => warnings.push(sentence),
    ...options,
  });
  const app = await startTinyApp();
  appUrl = app.url;
  const server = createServer(express().use(slack.router));
  url = await listen(server);
  return {
    slack,
    app,
    clock,
    warnings,
    url,
    client: testClient(url, BOT_TOKEN),
    async sim(verb, body) {
      const response = await fetch(`${url}/_sim/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer: object = JSON.parse(await response.text());
      return SimAnswer.parse({ ...answer, http: response.status });
    },
    channel(id) {
      const { channels } = z.looseObject({ channels: z.array(SeenChannel) }).parse(slack.state());
      const found = channels.find((channel) => channel.id === id);
      if (!found) {
        throw new Error(`no channel ${id}`);
      }
      return found;
    },
    async close() {
      await slack.close();
      await closeServer(server);
      await app.close();
    },
  };
}

/** The client prints what Slack refuses; here that is what is tested. */
const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

export function testClient(url: string, token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: `${url}/api/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}
