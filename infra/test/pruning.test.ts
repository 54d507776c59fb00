import { assertPrunable } from '../lib/pruning.ts';

it('the versions of packages that bundles leave parts of out are those that were looked at', () => {
  expect(assertPrunable).not.toThrow();
});
