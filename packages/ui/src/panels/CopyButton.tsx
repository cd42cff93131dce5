import FileCopyOutlinedIcon from '@material-ui/icons/FileCopyOutlined';
import { Button } from '@backstage/ui';
import { useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';

/** Copies a text, and says that it did. */
export function CopyButton(props: {
  text: string;
  label: string;
  done: string;
}) {
  const [, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState<string>();
  return (
    <Button
      size="small"
      variant="tertiary"
      iconStart={<FileCopyOutlinedIcon fontSize="inherit" aria-hidden="true" />}
      onPress={() => {
        copy(props.text);
        setCopied(props.text);
      }}
    >
      {copied === props.text ? props.done : props.label}
    </Button>
  );
}
