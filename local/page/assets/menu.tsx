import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface MenuItem {
  readonly key: string;
  readonly label: ComponentChildren;
  readonly note?: string;
  choose(): unknown;
}

export interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  readonly icon: ComponentChildren;
  readonly items: readonly MenuItem[];
  /** Opens upwards. */
  readonly up?: boolean;
}

/** A button that opens a list of things to do. @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/ */
export function Menu({ label, icon, items, up = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const holder = useRef<HTMLDivElement>(null);
  const entries = (): HTMLElement[] => [
    ...(holder.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? []),
  ];
  // Before the next key is heard: an effect after the painting would leave a quick Enter to the button, which closes the list.
  useLayoutEffect(() => {
    if (open) {
      entries()[0]?.focus();
    }
  }, [open]);
  const close = (): void => {
    setOpen(false);
    holder.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) {
      return;
    }
    const at = entries().findIndex((entry) => entry.matches(':focus'));
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      entries()
        .at((at + step) % items.length)
        ?.focus();
    }
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && holder.current?.contains(relatedTarget))) {
      setOpen(false);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the button and the items inside
    <div class="menu-holder" ref={holder} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <button
        type="button"
        class="button icon plain"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {icon}
      </button>
      {open ? (
        <div class={up ? 'menu up' : 'menu'} role="menu" aria-label={label}>
          {items.map(({ key, label: text, note, choose }) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              key={key}
              onClick={() => {
                close();
                void choose();
              }}
            >
              {text}
              {note ? <small>{note}</small> : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
