import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Notification.css';
import { Button, Notification } from '@mantine/core';
import { useEffect } from 'react';
import { lab, useNotifications } from '../../app/hooks';
import type { Notification as Message } from '../../app/notifications';
import classes from './shell.module.css';

/** Long enough to read, and to undo. Warnings and errors stay until they are dismissed. */
const SHOWN_MS = 8000;

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
  useEffect(() => {
    if (!passing) return;
    const timer = setTimeout(() => lab.notifications.getState().dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, passing]);

  return (
    <Notification
      className={classes.message ?? ''}
      data-kind={kind}
      color={kind === 'error' || kind === 'warning' ? 'red' : 'ink'}
      title={message.title}
      onClose={dismiss}
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
