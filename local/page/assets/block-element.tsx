import { Button, Overflow } from './button-element.tsx';
import { Choices } from './choices-element.tsx';
import { DateInput } from './date-element.tsx';
import type { ElementProps } from './element-props.ts';
import { str } from './model.ts';
import { Select } from './select-element.tsx';
import { TextInput } from './text-element.tsx';

/** Any interactive element. */
export function BlockElement(props: ElementProps) {
  const { element } = props;
  const type = str(element['type']);
  switch (type) {
    case 'button':
    case 'workflow_button':
      return <Button {...props} />;
    case 'overflow':
      return <Overflow {...props} />;
    case 'checkboxes':
    case 'radio_buttons':
      return <Choices {...props} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <TextInput {...props} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateInput {...props} />;
    case 'image':
      return <img class="accessory-image" src={str(element['image_url'])} alt={str(element['alt_text'])} />;
    default:
      return type.endsWith('_select') ? <Select {...props} /> : <NotRendered what={type} />;
  }
}

export function NotRendered({ what }: { readonly what: string }) {
  return <p class="not-rendered">“{what}” is valid in Slack but not drawn by this page.</p>;
}
