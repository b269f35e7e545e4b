import { lab } from '../../app/hooks';

/** Puts the page's address, which holds the state of the controls, on the clipboard. */
export async function copyLink(reproduces: string): Promise<void> {
  const { notify } = lab.notifications.getState();
  try {
    await navigator.clipboard.writeText(location.href);
    notify({ kind: 'success', title: 'Link copied', message: reproduces });
  } catch {
    notify({
      kind: 'warning',
      title: 'The browser does not let the page write to the clipboard',
      message: 'Copy the address from the address bar instead: it is the same link.',
    });
  }
}
