/** Jest's counterpart of esbuild's text loader: a `.mustache` file is imported as a string. */
module.exports = {
  process: (source) => ({
    code: `module.exports = { __esModule: true, default: ${JSON.stringify(source)} };`,
  }),
};
