import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface DialogProps {
  readonly labelledBy: string;
  readonly describedBy?: string;
  readonly role?: 'dialog' | 'alertdialog';
  readonly class?: string;
  readonly onEscape: () => void;
  readonly children: ComponentChildren;
}

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex="0"]';

/** Holds the focus while it is open and gives it back afterwards. @see https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/ */
export function Dialog({
  labelledBy,
  describedBy,
  role = 'dialog',
  class: name = '',
  onEscape,
  children,
}: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  // Taken while rendering: fields inside may have taken the focus before the effect runs.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    if (!box.current?.contains(document.activeElement)) {
      const field =
        box.current?.querySelector('.dialog-body input, .dialog-body textarea, .dialog-body select') ??
        box.current;
      if (field instanceof HTMLElement) {
        field.focus();
      }
    }
    return () => {
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  useEffect(() => {
    // What had the focus may have been replaced with the content.
    if (document.activeElement === document.body) {
      box.current?.focus();
    }
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onEscape();
      return;
    }
    if (event.key !== 'Tab' || !box.current) {
      return;
    }
    const inside = [...box.current.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
      (element) => element.offsetParent !== null,
    );
    const edge = event.shiftKey ? inside[0] : inside.at(-1);
    const target = event.shiftKey ? inside.at(-1) : inside[0];
    if (document.activeElement === edge || document.activeElement === box.current) {
      event.preventDefault();
      target?.focus();
    }
  };
  return (
    <div class="backdrop">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its role is one of the two dialog roles */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of the two dialog roles */}
      <div
        ref={box}
        class={`dialog ${name}`}
        role={role}
        aria-modal="true"
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {children}
      </div>
    </div>
  );
}
