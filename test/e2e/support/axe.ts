import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds on a page by WCAG 2.2 AA and its own best practice: nothing may be found. */
export const expectAccessible = (page: Page, where: string): Promise<void> =>
  nothingFound(new AxeBuilder({ page }).withTags(standards), where);

/** Of a page that was accessible in another theme: all that a theme changes is its colours. */
export const expectReadable = (page: Page, where: string): Promise<void> =>
  nothingFound(new AxeBuilder({ page }).withRules(['color-contrast']), where);

async function nothingFound(looking: AxeBuilder, where: string): Promise<void> {
  const { violations } = await looking.analyze();
  const said = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  );
  expect.soft(said, `on ${where}`).toEqual([]);
}
