import { render } from 'preact';

const root = document.getElementById('root');
if (root) {
  render(<p>The workspace is being built.</p>, root);
}
