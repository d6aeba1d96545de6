import { useEffect, useId, useState } from 'preact/hooks';
import { Avatar } from './avatar.tsx';
import { Blocks } from './blocks.tsx';
import { Dialog } from './dialog.tsx';
import { useForm } from './form.ts';
import { textOf, type View } from './model.ts';
import { useWorkspace } from './workspace-context.ts';

/** The modals of the acting person; only the top one can be used, the others wait below it. */
export function ModalStack() {
  const { state, me } = useWorkspace();
  const stack = state.views[me.id] ?? [];
  return (
    <>
      {stack.map((view, index) => (
        <div
          key={view.id}
          class={index === stack.length - 1 ? '' : 'covered'}
          inert={index !== stack.length - 1}
        >
          <Modal view={view} depth={index} />
        </div>
      ))}
    </>
  );
}

function Modal({ view, depth }: { readonly view: View; readonly depth: number }) {
  const { state, me, act } = useWorkspace();
  const id = useId();
  const form = useForm(view.state.values);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [banner, setBanner] = useState('');
  const [busy, setBusy] = useState(false);
  const bot = state.users.find((user) => user.isBot && user.teamId === me.teamId);
  const close = (): void => void act('close', { user: me.id, view_id: view.id });
  useEffect(() => {
    setErrors({});
    setBanner('');
    // The app may have replaced a loading view with a form: its field wants the focus that the view got.
    const wants = document.querySelector<HTMLElement>('.modal-form [autofocus]');
    if (wants && !document.activeElement?.closest('.dialog-body')) {
      wants.focus();
    }
  }, [view.hash]);
  useEffect(() => {
    document.querySelector<HTMLElement>('.has-error input, .has-error textarea')?.focus();
    document.querySelector('.has-error')?.scrollIntoView({ block: 'nearest' });
  }, [errors]);
  const submit = async (): Promise<void> => {
    if (busy) {
      return;
    }
    setBusy(true);
    const outcome = await act('submit', { user: me.id, view_id: view.id, values: form.entered() });
    setBusy(false);
    setErrors(outcome.errors ?? {});
    setBanner(outcome.banner ? `${outcome.banner}${outcome.error ? ` (${outcome.error})` : ''}` : '');
  };
  return (
    <Dialog labelledBy={`${id}-title`} onEscape={close}>
      <form
        class="modal-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="dialog-head">
          <Avatar user={bot} size={28} />
          <h2 id={`${id}-title`}>{textOf(view.title)}</h2>
          <button
            type="button"
            class="button icon plain"
            aria-label={depth > 0 ? 'Back' : 'Close dialog'}
            onClick={close}
          >
            {depth > 0 ? '←' : '✕'}
          </button>
        </div>
        <div class="dialog-body">
          {banner ? (
            <p class="block-alert error" role="alert">
              {banner}
            </p>
          ) : null}
          <Blocks blocks={view.blocks} place={{ view_id: view.id }} form={form} errors={errors} />
        </div>
        <div class="dialog-foot">
          <span class="by">by {state.app.name}</span>
          <button type="button" class="button" onClick={close}>
            {textOf(view.close) || (view.submit ? 'Cancel' : 'Close')}
          </button>
          {view.submit ? (
            <button type="submit" class="button primary" aria-busy={busy} disabled={busy}>
              {busy ? <span class="spinner" aria-hidden="true" /> : null}
              {textOf(view.submit)}
            </button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
