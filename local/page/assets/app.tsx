import { useEffect, useMemo, useState } from 'preact/hooks';
import { Composer } from './composer.tsx';
import { HomeView } from './home-view.tsx';
import { InspectorPanel } from './inspector.tsx';
import { MessageList } from './message-list.tsx';
import { ModalStack } from './modal-stack.tsx';
import type { Outcome, SlackState, User } from './model.ts';
import { PaneHead } from './pane-head.tsx';
import { gesture, loadState, oneAtATime, watchChanges } from './server.ts';
import { channelsOf, HOME, Sidebar } from './sidebar.tsx';
import { Switcher } from './switcher.tsx';
import { useUnread } from './unread.ts';
import { Workspace } from './workspace-context.ts';

const TOAST_MS = 6000;

export function App() {
  const [state, setState] = useState<SlackState | undefined>();
  const [trouble, setTrouble] = useState('');
  const [user, setUser] = useState(() => new URLSearchParams(location.search).get('as') ?? '');

  const reload = useMemo(
    () =>
      oneAtATime(async () => {
        try {
          setState(await loadState());
          setTrouble('');
        } catch (error) {
          setTrouble(error instanceof Error ? error.message : String(error));
        }
      }),
    [],
  );
  useEffect(
    () =>
      watchChanges(
        () => void reload(),
        (online) => setTrouble(online ? '' : 'The workspace does not answer. Waiting for it…'),
      ),
    [],
  );

  const people = state?.users.filter(({ isBot, deleted }) => !isBot && !deleted) ?? [];
  const me = people.find(({ id, name }) => id === user || name === user) ?? people[0];
  const become = (id: string): void => {
    setUser(id);
    const url = new URL(location.href);
    url.searchParams.set('as', id);
    history.replaceState(null, '', url);
  };
  if (!state || !me) {
    return <p class="loading">{trouble || 'Opening the workspace…'}</p>;
  }
  return <Office state={state} me={me} people={people} trouble={trouble} reload={reload} become={become} />;
}

interface OfficeProps {
  readonly state: SlackState;
  readonly me: User;
  readonly people: readonly User[];
  readonly trouble: string;
  readonly reload: () => Promise<void>;
  readonly become: (id: string) => void;
}

function Office({ state, me, people, trouble, reload, become }: OfficeProps) {
  const [wanted, setWanted] = useState(() => location.hash.slice(1));
  const [thread, setThread] = useState('');
  const [inspecting, setInspecting] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const [toast, setToast] = useState('');

  const visible = [
    ...channelsOf(state.channels, me.id, me.teamId),
    ...state.channels.filter(({ isIm, members }) => isIm && members.includes(me.id)),
  ];
  const channel = visible.find(({ id, name }) => id === wanted || name === wanted) ?? visible[0];
  const open = wanted === HOME && state.app.homeEnabled ? HOME : (channel?.id ?? '');
  const unread = useUnread(visible, me.id, open);

  const openChannel = (id: string): void => {
    location.hash = id;
    setDrawer(false);
  };
  useEffect(() => {
    const follow = (): void => {
      setWanted(location.hash.slice(1));
      setThread('');
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const switchTo = (id: string): void => {
    become(id);
    setThread('');
  };
  const showThread = (ts: string): void => {
    setThread(ts);
    setInspecting(false);
  };
  const act = async (verb: string, body: Readonly<Record<string, unknown>>): Promise<Outcome> => {
    const outcome = await gesture(verb, body);
    await reload();
    return outcome;
  };
  useEffect(() => {
    if (toast === '') {
      return;
    }
    const timer = setTimeout(() => setToast(''), TOAST_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  const context = useMemo(() => ({ state, me, act, say: setToast, openChannel }), [state, me]);

  return (
    <Workspace.Provider value={context}>
      <div class={drawer ? 'office drawer-open' : 'office'}>
        <header class="topbar">
          <button
            type="button"
            class="button icon plain drawer-button"
            aria-label="Channels"
            aria-expanded={drawer}
            onClick={() => setDrawer(!drawer)}
          >
            ☰
          </button>
          <Switcher me={me} people={people} state={state} become={switchTo} />
          <button
            type="button"
            class="button glass"
            aria-pressed={inspecting}
            onClick={() => setInspecting(!inspecting)}
          >
            Inspector
            {state.requests.some(({ error }) => error !== undefined) ? (
              <span class="alarm" title="Something went wrong" />
            ) : null}
          </button>
        </header>
        <Sidebar open={open} onOpen={openChannel} unread={unread} />
        <main class="pane">
          {open === HOME ? (
            <>
              <PaneHead title={state.app.name} note={state.app.description} />
              <HomeView key={me.id} />
            </>
          ) : channel ? (
            <>
              <PaneHead
                title={channel.isIm ? state.app.name : `${channel.isPrivate ? '🔒 ' : '# '}${channel.name}`}
                note={channel.topic ?? ''}
                count={channel.isIm ? undefined : channel.members.length}
              />
              <MessageList key={channel.id} channel={channel} onThread={showThread} />
              <Composer key={`${channel.id}/${me.id}`} channel={channel} />
            </>
          ) : (
            <p class="empty">{me.realName} sees no channel.</p>
          )}
        </main>
        {inspecting ? (
          <InspectorPanel onClose={() => setInspecting(false)} />
        ) : thread && channel && open !== HOME ? (
          <aside class="panel" aria-label="Thread">
            <header class="panel-head">
              <h2>Thread</h2>
              <button
                type="button"
                class="button icon plain"
                aria-label="Close thread"
                onClick={() => setThread('')}
              >
                ✕
              </button>
            </header>
            <MessageList channel={channel} thread={thread} />
            <Composer key={thread} channel={channel} thread={thread} />
          </aside>
        ) : null}
        <ModalStack key={me.id} />
        <div class="toasts" role="status" aria-live="polite">
          {trouble || toast ? <p class="toast">{trouble || toast}</p> : null}
        </div>
      </div>
    </Workspace.Provider>
  );
}
