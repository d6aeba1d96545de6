import { useId } from 'preact/hooks';
import { BlockElement, NotRendered } from './block-element.tsx';
import type { Place } from './element-props.ts';
import { withEmoji } from './emoji.ts';
import type { Form } from './form.ts';
import { MarkdownText } from './markdown-text.tsx';
import { isJson, type Json, records, str, textOf } from './model.ts';
import { Mrkdwn } from './mrkdwn.tsx';
import { RichText } from './rich-text.tsx';

export interface BlocksProps {
  readonly blocks: readonly Json[];
  readonly place: Place;
  readonly form: Form;
  /** Field errors: block id → sentence. */
  readonly errors?: Readonly<Record<string, string>>;
}

export function Blocks({ blocks, place, form, errors = {} }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        <Block
          key={str(block['block_id']) || index}
          block={block}
          place={place}
          form={form}
          error={errors[str(block['block_id'])]}
        />
      ))}
    </div>
  );
}

interface BlockProps {
  readonly block: Json;
  readonly place: Place;
  readonly form: Form;
  readonly error?: string | undefined;
}

function Block(props: BlockProps) {
  const { block, place, form } = props;
  switch (block['type']) {
    case 'section':
      return <Section {...props} />;
    case 'header':
      return <h3 class="block-header">{withEmoji(textOf(block['text']))}</h3>;
    case 'divider':
      return <hr />;
    case 'context':
      return (
        <div class="block-context">
          {records(block['elements']).map((element, index) =>
            element['type'] === 'image' ? (
              <img key={index} src={str(element['image_url'])} alt={str(element['alt_text'])} />
            ) : (
              <span key={index}>
                <Text text={element} />
              </span>
            ),
          )}
        </div>
      );
    case 'actions':
    case 'context_actions':
      return (
        <div class="block-actions">
          {records(block['elements']).map((element) => (
            <BlockElement
              key={str(element['action_id'])}
              block={block}
              element={element}
              place={place}
              form={form}
            />
          ))}
        </div>
      );
    case 'input':
      return <Input {...props} />;
    case 'image':
      return (
        <figure class="block-image">
          {block['title'] ? <figcaption>{textOf(block['title'])}</figcaption> : null}
          <img src={str(block['image_url'])} alt={str(block['alt_text'])} />
        </figure>
      );
    case 'rich_text':
      return <RichText block={block} />;
    case 'markdown':
      return <MarkdownText text={str(block['text'])} />;
    case 'table':
    case 'data_table':
      return <Table block={block} />;
    case 'alert':
      return (
        <div class={`block-alert ${str(block['level']) || 'default'}`} role="note">
          <Text text={block['text']} />
        </div>
      );
    default:
      return <NotRendered what={str(block['type'])} />;
  }
}

/** A text object. */
function Text({ text }: { readonly text: unknown }) {
  return isJson(text) && text['type'] === 'mrkdwn' ? <Mrkdwn text={textOf(text)} /> : withEmoji(textOf(text));
}

function Section({ block, place, form }: BlockProps) {
  const fields = records(block['fields']);
  const accessory = block['accessory'];
  return (
    <div class="block-section">
      <div class="section-text">
        {block['text'] ? (
          <div>
            <Text text={block['text']} />
          </div>
        ) : null}
        {fields.length > 0 ? (
          <div class="section-fields">
            {fields.map((field, index) => (
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        ) : null}
      </div>
      {isJson(accessory) ? (
        <div class="section-accessory">
          <BlockElement block={block} element={accessory} place={place} form={form} />
        </div>
      ) : null}
    </div>
  );
}

function Input({ block, place, form, error }: BlockProps) {
  const id = useId();
  const { element } = block;
  const described = [error ? `${id}-error` : '', block['hint'] ? `${id}-hint` : '']
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div class={error ? 'block-input has-error' : 'block-input'}>
      <div class="input-label" id={`${id}-label`}>
        {withEmoji(textOf(block['label']))}
        {block['optional'] === true ? <span class="optional"> (optional)</span> : null}
      </div>
      {isJson(element) ? (
        <BlockElement
          block={block}
          element={element}
          place={place}
          form={form}
          labelledBy={`${id}-label`}
          describedBy={described || undefined}
          invalid={error !== undefined}
        />
      ) : null}
      {error ? (
        <p class="input-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
      {block['hint'] ? (
        <p class="input-hint" id={`${id}-hint`}>
          {textOf(block['hint'])}
        </p>
      ) : null}
    </div>
  );
}

function Table({ block }: { readonly block: Json }) {
  const rows: readonly unknown[] = Array.isArray(block['rows']) ? block['rows'] : [];
  const [head, ...body] = rows.map(records);
  const cell = (content: Json) =>
    content['type'] === 'rich_text' ? (
      <RichText block={content} />
    ) : (
      str(content['text']) || String(content['value'] ?? '')
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="table-holder" tabIndex={0} aria-label={str(block['caption']) || 'Table'}>
      <table>
        <thead>
          <tr>
            {head?.map((content, index) => (
              <th key={index} scope="col">
                {cell(content)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, place) => (
            <tr key={place}>
              {row.map((content, index) => (
                <td key={index}>{cell(content)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
