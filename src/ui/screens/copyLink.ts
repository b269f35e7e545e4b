import { lab } from '../../app/hooks';
import type { Notification as Message } from '../../app/notifications';

/**
 * Puts a link on the clipboard: by default the page's address, which holds the state of the controls.
 *
 * @param reproduces what opening it does
 * @param more what else the message offers
 */
export async function copyLink(
  reproduces: string,
  link = location.href,
  more: Pick<Message, 'action' | 'stays'> = {},
): Promise<void> {
  const { notify } = lab.notifications.getState();
  try {
    await navigator.clipboard.writeText(link);
    notify({ kind: 'success', title: 'Link copied', message: reproduces, ...more });
  } catch {
    const title = 'The browser does not let the page write to the clipboard';
    if (link === location.href) {
      const message = 'Copy the address from the address bar instead: it is the same link.';
      notify({ kind: 'warning', title, message });
    } else {
      notify({
        kind: 'warning',
        title,
        message: 'Here it is, to be copied by hand.',
        detail: link,
      });
    }
  }
}
