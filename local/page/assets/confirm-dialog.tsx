import { useId } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { isJson, type Json, textOf } from './model.ts';
import { Mrkdwn } from './mrkdwn.tsx';

export interface ConfirmProps {
  /** A confirmation object of Block Kit. */
  readonly confirm: Json;
  onAnswer(yes: boolean): void;
}

export function ConfirmDialog({ confirm, onAnswer }: ConfirmProps) {
  const id = useId();
  const text = confirm['text'];
  return (
    <Dialog
      role="alertdialog"
      class="confirm"
      labelledBy={`${id}-title`}
      describedBy={`${id}-text`}
      onEscape={() => onAnswer(false)}
    >
      <div class="dialog-head">
        <h2 id={`${id}-title`}>{textOf(confirm['title'])}</h2>
      </div>
      <div class="dialog-body" id={`${id}-text`}>
        {isJson(text) && text['type'] === 'mrkdwn' ? <Mrkdwn text={textOf(text)} /> : textOf(text)}
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {textOf(confirm['deny'])}
        </button>
        <button
          type="button"
          class={confirm['style'] === 'danger' ? 'button danger' : 'button primary'}
          onClick={() => onAnswer(true)}
        >
          {textOf(confirm['confirm'])}
        </button>
      </div>
    </Dialog>
  );
}
