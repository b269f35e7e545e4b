import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Notification.css';
import { Button, Notification } from '@mantine/core';
import { useEffect, useState } from 'react';
import { lab, useNotifications } from '../../app/hooks';
import type { Notification as Message } from '../../app/notifications';
import classes from './shell.module.css';

/** Long enough to read. Warnings and errors stay until they are dismissed. */
const SHOWN_MS = 8000;
/** Long enough to undo, for whoever has to find the button first. */
const SHOWN_WITH_ACTION_MS = 20_000;

export default function MessageList() {
  const messages = useNotifications((state) => state.messages);
  return (
    <section className={classes.messages} aria-label="Messages">
      {messages.map((message) => (
        <MessageCard key={message.id} message={message} />
      ))}
    </section>
  );
}

function MessageCard({ message }: { message: Message }) {
  const { id, kind, action } = message;
  const dismiss = () => lab.notifications.getState().dismiss(id);
  const passing = (kind === 'info' || kind === 'success') && !message.stays;
  // Nothing goes away under the pointer, nor with the focus in it.
  const [held, setHeld] = useState(false);
  const after = action ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
  useEffect(() => {
    if (!passing || held) return;
    const timer = setTimeout(() => lab.notifications.getState().dismiss(id), after);
    return () => clearTimeout(timer);
  }, [id, passing, held, after]);

  return (
    <Notification
      className={classes.message ?? ''}
      data-kind={kind}
      color={kind === 'error' || kind === 'warning' ? 'red' : 'ink'}
      title={message.title}
      onClose={dismiss}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      closeButtonProps={{ 'aria-label': `Dismiss: ${message.title}` }}
    >
      <p>
        {message.message} {message.remedy}
      </p>
      {message.detail !== undefined && (
        <details className={classes.detail}>
          <summary>Details</summary>
          <pre>{message.detail}</pre>
        </details>
      )}
      {action && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            action.run();
            dismiss();
          }}
        >
          {action.label}
        </Button>
      )}
    </Notification>
  );
}
