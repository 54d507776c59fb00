import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/field.tsx';
import { useWords } from '../../words/language.ts';
import { settingsWords } from '../../words/settings.ts';

/** A secret that is shown this once, to be copied. */
export const ShownOnce = ({
  title,
  text,
  secret,
  close,
}: {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly close: () => void;
}) => {
  const words = useWords(settingsWords);
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog title={title} isOpen close={close}>
      <p>{text}</p>
      <TextField label={title} isLabelHidden value={secret} onChange={() => undefined} isReadOnly />
      <div>
        <Button
          look="strong"
          onClick={() =>
            void navigator.clipboard.writeText(secret).then(
              () => setCopied(true),
              () => setCopied(false),
            )
          }
        >
          {isCopied ? words.copied : words.copy}
        </Button>
      </div>
    </Dialog>
  );
};
