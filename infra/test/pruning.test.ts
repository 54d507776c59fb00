import { assertPrunable } from '../lib/pruning.ts';

it('packages have the versions that pruning.ts was written for', () => {
  expect(assertPrunable).not.toThrow();
});
