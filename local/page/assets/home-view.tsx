import { useEffect } from 'preact/hooks';
import { Blocks } from './blocks.tsx';
import { useForm } from './form.ts';
import type { View } from './model.ts';
import { useWorkspace } from './workspace-context.ts';

/** The app's Home tab. Looking at it is an event that the app hears. */
export function HomeView() {
  const { state, me, act } = useWorkspace();
  const home = state.homes[me.id];
  useEffect(() => {
    void act('home', { user: me.id });
  }, [me.id]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="home" tabIndex={0} aria-label={`${state.app.name} Home`}>
      <div class="home-inner">
        {home ? (
          <HomeBlocks key={home.id} home={home} />
        ) : (
          <div class="empty">
            <p class="empty-title">Nothing here yet</p>
            <p>
              {state.app.name} has not made a Home for {me.realName}.
            </p>
          </div>
        )}
      </div>
    </section>
  );
}

function HomeBlocks({ home }: { readonly home: View }) {
  const form = useForm(home.state.values);
  return <Blocks blocks={home.blocks} place={{ view_id: home.id }} form={form} />;
}
