import { useState } from 'preact/hooks';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { ElementProps } from './element-props.ts';
import { isJson } from './model.ts';
import { useWorkspace } from './workspace-context.ts';

/** Tells the app that somebody used an element: the click, and what stands in the other fields. */
export function useAct({ block, element, place, form }: ElementProps) {
  const { act, me, say } = useWorkspace();
  const [asking, setAsking] = useState<{ readonly value: unknown } | undefined>();
  const [busy, setBusy] = useState(false);
  const send = async (value: unknown): Promise<void> => {
    setBusy(true);
    const outcome = await act('action', {
      user: me.id,
      ...place,
      block_id: block['block_id'],
      action_id: element['action_id'],
      ...(value === undefined ? {} : { value }),
      ...(place.view_id === undefined ? {} : { values: form.entered() }),
    });
    setBusy(false);
    if (outcome.banner) {
      say(outcome.error ? `${outcome.banner} (${outcome.error})` : outcome.banner);
    }
  };
  const confirm = element['confirm'];
  const dispatch = (value?: unknown): void => {
    if (isJson(confirm)) {
      setAsking({ value });
    } else {
      void send(value);
    }
  };
  const dialog =
    asking && isJson(confirm) ? (
      <ConfirmDialog
        confirm={confirm}
        onAnswer={(yes) => {
          setAsking(undefined);
          if (yes) {
            void send(asking.value);
          }
        }}
      />
    ) : null;
  return { dispatch, dialog, busy };
}
