/** What `GET /_sim/state` answers, as far as tests read it. */
export interface SlackState {
  readonly channels: readonly SlackChannel[];
  readonly views: Readonly<Record<string, readonly SlackView[]>>;
  readonly homes: Readonly<Record<string, { readonly id: string; readonly blocks: readonly Block[] }>>;
  readonly ephemerals: readonly {
    readonly ts: string;
    readonly user: string;
    readonly channel: string;
    readonly text: string;
    readonly blocks?: readonly Block[];
  }[];
  readonly requests: readonly { readonly kind: string; readonly status: number; readonly ackMs: number }[];
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly isIm: boolean;
  readonly members: readonly string[];
  readonly messages: readonly SlackMessage[];
}

export interface SlackMessage {
  readonly ts: string;
  readonly threadTs?: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly edited?: unknown;
}

export interface SlackView {
  readonly id: string;
  readonly callback_id: string;
  readonly title: { readonly text: string };
  readonly blocks: readonly Block[];
  readonly private_metadata: string;
}

export interface Block {
  readonly type: string;
  readonly block_id?: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[];
  readonly accessory?: { readonly action_id?: string; readonly value?: string };
  readonly element?: { readonly action_id?: string };
}

export interface SimAnswer {
  readonly status: number;
  readonly ackMs: number;
  readonly [key: string]: unknown;
}

/** A person at the page's control contract: types, clicks and reads over HTTP. A function gives a URL that is known later. */
export function slackPerson(url: string | (() => string), user: string) {
  const base = () => (typeof url === 'string' ? url : url());

  async function post(verb: string, body: Readonly<Record<string, unknown>>): Promise<SimAnswer> {
    const response = await fetch(`${base()}/_sim/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, ...body }),
    });
    const answer: SimAnswer & { error?: string } = JSON.parse(await response.text());
    if (!response.ok) {
      throw new Error(`/_sim/${verb} answered ${response.status}: ${answer.error}`);
    }
    return answer;
  }

  async function state(): Promise<SlackState> {
    return JSON.parse(await (await fetch(`${base()}/_sim/state`)).text());
  }

  /** What the app's Home shows, once it holds these words. */
  const shownHome = (words: string): Promise<string> =>
    eventually(async () => {
      const shown = JSON.stringify((await state()).homes[user] ?? '');
      return shown.includes(words) && shown;
    }, `a Home with ${words}`);

  return {
    user,
    state,
    command: (channel: string, text: string) => post('command', { channel, text }),
    /** `values`: what stands in the other fields of the form. */
    action: (body: {
      channel?: string;
      ts?: string;
      view_id?: string;
      action_id: string;
      /** Where several blocks have an element of that name. */
      block_id?: string;
      value?: unknown;
      values?: unknown;
    }) => post('action', body),
    /** Closes the modal on top, which leads back to the one beneath. */
    closeTop: async (): Promise<void> => {
      const top = (await state()).views[user]?.at(-1);
      await post('close', { view_id: top?.id });
    },
    submit: (view_id: string, values: Readonly<Record<string, unknown>>) =>
      post('submit', { view_id, values }),
    /** Writes into a channel as a person does; gives the message's time stamp. */
    async write(channel: string, text: string): Promise<string> {
      await post('message', { channel, text });
      const { channels } = await state();
      return channels.find(({ id }) => id === channel)?.messages.at(-1)?.ts ?? '';
    },
    /** Chooses a shortcut on a message. */
    messageShortcut: (callback_id: string, channel: string, ts: string) =>
      post('shortcut', { callback_id, channel, ts }),
    options: (view_id: string, action_id: string, query: string) =>
      post('options', { view_id, action_id, query }),
    /** Closes every modal that is open, as a person does before typing a command. */
    async closeViews(): Promise<void> {
      const top = (await state()).views[user]?.at(-1);
      if (top) {
        await post('close', { view_id: top.id, all: true });
      }
    },
    /** Looks at the app's Home, and waits until what it shows holds these words. */
    async home(words: string): Promise<string> {
      await post('home', {});
      return shownHome(words);
    },
    shownHome,
    /** The modal on top. */
    async view(): Promise<SlackView> {
      const view = (await state()).views[user]?.at(-1);
      if (!view) {
        throw new Error(`${user} has no modal open`);
      }
      return view;
    },
    /** Messages of a channel by id or name. */
    async messages(channel: string): Promise<readonly SlackMessage[]> {
      const { channels } = await state();
      return channels.find(({ id, name }) => id === channel || name === channel)?.messages ?? [];
    },
    /** The app's DM with this person. */
    async dm(): Promise<{ readonly channel: string; readonly messages: readonly SlackMessage[] }> {
      const channel = (await state()).channels.find(({ isIm, members }) => isIm && members.includes(user));
      return { channel: channel?.id ?? '', messages: channel?.messages ?? [] };
    },
    /** Types a `/mesh` command, and waits for the private answer that holds these words. */
    async answer(channel: string, text: string, words: string): Promise<SlackState['ephemerals'][number]> {
      // Not by their number: only the newest are kept.
      const before = new Set((await state()).ephemerals.map(({ ts }) => ts));
      await post('command', { channel, text: `/mesh ${text}` });
      return eventually(
        async () =>
          (await state()).ephemerals
            .filter(({ ts }) => !before.has(ts))
            .find((each) => each.user === user && each.text.includes(words)),
        `an answer to ${text} with ${words}`,
      );
    },
    async ephemerals(): Promise<readonly string[]> {
      return (await state()).ephemerals.filter((each) => each.user === user).map(({ text }) => text);
    },
  };
}
export type SlackPerson = ReturnType<typeof slackPerson>;

/** How many times longer everything is waited for than on a machine of its own: `MESH_TEST_PATIENCE=5 npm test` beside other work. */
const PATIENCE = Number(process.env['MESH_TEST_PATIENCE'] ?? 1);

/** Polls until the look succeeds; throws with the last failure after the time. */
export async function eventually<T>(
  look: () => Promise<T | undefined | false>,
  what: string,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs * PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`not within ${timeoutMs} ms: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
