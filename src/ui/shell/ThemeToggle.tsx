import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { Icon } from '../icons';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = {
  auto: 'dark',
  dark: 'light',
  light: 'auto',
};
const WORDS: Record<MantineColorScheme, string> = {
  auto: 'as the system',
  dark: 'on',
  light: 'off',
};
const ICONS = { auto: 'system', dark: 'dark', light: 'light' } as const;

/** Dark mode as the system has it, on, off. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const name = `Dark mode: ${WORDS[colorScheme]}`;
  return (
    <ActionIcon
      variant="subtle"
      size="md"
      aria-label={name}
      title={name}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Icon name={ICONS[colorScheme]} />
    </ActionIcon>
  );
}
