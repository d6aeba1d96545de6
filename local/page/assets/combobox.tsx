import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { withEmoji } from './emoji.ts';
import { type Json, str, textOf } from './model.ts';

export interface OptionGroup {
  readonly label?: string;
  readonly options: readonly Json[];
}

export interface ComboboxProps {
  readonly labelledBy?: string | undefined;
  readonly label?: string | undefined;
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  readonly placeholder?: string;
  readonly focus?: boolean;
  readonly multiple: boolean;
  readonly chosen: readonly Json[];
  /** Options for what was typed; a string says why there are none. */
  load(query: string): Promise<readonly OptionGroup[] | string>;
  /** Waits before asking, for options that come from the app. */
  readonly delayMs?: number;
  choose(options: readonly Json[]): void;
}

/** A menu that is searched by typing. @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function Combobox(props: ComboboxProps) {
  const { multiple, chosen, choose, load, delayMs = 0 } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const [typing, setTyping] = useState(false);
  const [groups, setGroups] = useState<readonly OptionGroup[] | string>('Searching…');
  const [active, setActive] = useState(0);

  useEffect(() => {
    if (!open) {
      return;
    }
    let current = true;
    setGroups('Searching…');
    const timer = setTimeout(async () => {
      const found = await load(typing ? query : '');
      if (current) {
        setGroups(found);
        setActive(0);
      }
    }, delayMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [open, query, typing]);

  useEffect(() => {
    if (props.focus) {
      input.current?.focus();
    }
  }, []);

  useEffect(() => {
    if (open) {
      list.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [open, groups]);

  const options = typeof groups === 'string' ? [] : groups.flatMap((group) => group.options);
  const isChosen = (option: Json): boolean => chosen.some((other) => other['value'] === option['value']);
  const single = !multiple && chosen[0] ? textOf(chosen[0]['text']) : '';

  const pick = (option: Json): void => {
    if (multiple) {
      choose(
        isChosen(option) ? chosen.filter((other) => other['value'] !== option['value']) : [...chosen, option],
      );
      setQuery('');
    } else {
      choose([option]);
      setOpen(false);
    }
    setTyping(false);
    input.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((before) => (options.length === 0 ? 0 : (before + step + options.length) % options.length));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      const option = options[active];
      if (option) {
        pick(option);
      }
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'Backspace' && query === '' && multiple && chosen.length > 0) {
      choose(chosen.slice(0, -1));
    }
  };

  return (
    <div
      class="combo"
      onFocusOut={(event) => {
        if (leaves(event)) {
          setOpen(false);
          setTyping(false);
          setQuery('');
        }
      }}
    >
      <div class={props.invalid ? 'combo-box invalid' : 'combo-box'}>
        {multiple
          ? chosen.map((option) => (
              <span class="chip" key={str(option['value'])}>
                {withEmoji(textOf(option['text']))}
                <button
                  type="button"
                  aria-label={`Remove ${textOf(option['text'])}`}
                  onClick={() => choose(chosen.filter((other) => other['value'] !== option['value']))}
                >
                  ×
                </button>
              </span>
            ))
          : null}
        <input
          ref={input}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && options[active] ? `${id}-${active}` : undefined}
          aria-labelledby={props.labelledBy}
          aria-label={props.label}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid ? true : undefined}
          placeholder={multiple && chosen.length > 0 ? '' : props.placeholder}
          value={typing ? query : single}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => setOpen(true)}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setTyping(true);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
        />
        <span class="combo-arrow" aria-hidden="true">
          ▾
        </span>
      </div>
      {open ? (
        <div class="combo-list" ref={list}>
          {typeof groups === 'string' ? (
            <p class="combo-note" role="status">
              {groups}
            </p>
          ) : null}
          <div
            role="listbox"
            tabIndex={-1}
            id={`${id}-list`}
            aria-label={props.label ?? 'Options'}
            aria-multiselectable={multiple ? true : undefined}
          >
            {typeof groups === 'string'
              ? null
              : numbered(groups).map(({ label, items }) => (
                  <>
                    {label ? (
                      <div class="combo-group" role="presentation">
                        {label}
                      </div>
                    ) : null}
                    {items.map(({ option, number }) => (
                      // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works on the text field, which names the active option
                      <div
                        key={str(option['value'])}
                        id={`${id}-${number}`}
                        role="option"
                        tabIndex={-1}
                        aria-selected={isChosen(option)}
                        class={number === active ? 'active' : ''}
                        onMouseDown={(event) => event.preventDefault()}
                        onMouseMove={() => setActive(number)}
                        onClick={() => pick(option)}
                      >
                        <span>{withEmoji(textOf(option['text']))}</span>
                        {option['description'] ? <small>{textOf(option['description'])}</small> : null}
                      </div>
                    ))}
                  </>
                ))}
          </div>
        </div>
      ) : null}
    </div>
  );
}

/** Counts the options through all groups, as the arrow keys do. */
function numbered(groups: readonly OptionGroup[]) {
  let number = -1;
  return groups.map(({ label, options }) => ({
    label,
    items: options.map((option) => {
      number += 1;
      return { option, number };
    }),
  }));
}

function leaves(event: FocusEvent): boolean {
  const { currentTarget, relatedTarget } = event;
  return (
    currentTarget instanceof Node && !(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))
  );
}
