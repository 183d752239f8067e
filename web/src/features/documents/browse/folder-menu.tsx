import { ActionIcon, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouteContext } from "@tanstack/react-router";
import { IconDots } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { hasRole } from "../../../app/navigation.ts";
import { ConfirmDialog, Dialog, DialogForm } from "../../../ui/dialog.tsx";
import { formatNumber } from "../../../ui/format.ts";
import { Icon } from "../../../ui/icon.tsx";
import { Menu } from "../../../ui/menu.tsx";
import { toast } from "../../../ui/toast.ts";
import { countBelow, type Folder } from "./folders.ts";
import { deleteFolderMutation, foldersQuery, moveFolderMutation, readableSourcesQuery } from "./queries.ts";

interface Props {
  readonly source: string;
  readonly folder: string;
  /** The folder is gone, or elsewhere. */
  readonly onGone: () => void;
}

/** What can be done with a folder of uploads: its uploader renames and deletes it, an editor deletes what they can read of it. */
export function FolderMenu({ source, folder: id, onGone }: Props): ReactNode {
  const { t } = useTranslation();
  const { me } = useRouteContext({ from: "/shell" });
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<"move" | "delete" | null>(null);
  const { data: sources = [] } = useQuery(readableSourcesQuery);
  const { data: folders = [] } = useQuery(foldersQuery(source));
  const folder = folders.find((each) => each.id === id);
  const isUpload = sources.some((each) => each.id === source && each.connector === "upload");
  if (folder === undefined || !isUpload || !(folder.own || hasRole(me.role, "editor"))) return null;
  const leave = (): void => {
    onGone();
    void queryClient.invalidateQueries({ queryKey: ["documents"] });
  };
  return (
    <>
      <Menu
        entries={[
          { label: t("browse.folder.move"), isDisabled: !folder.own, onClick: () => setAsked("move") },
          { label: t("browse.folder.delete"), isDangerous: true, onClick: () => setAsked("delete") },
        ]}
        target={
          <ActionIcon aria-label={t("browse.folder.more", { name: folder.title })}>
            <Icon of={IconDots} />
          </ActionIcon>
        }
      />
      {asked === "move" && <MoveDialog folder={folder} onMoved={leave} onClose={() => setAsked(null)} />}
      {asked === "delete" && (
        <ConfirmDialog
          title={t("browse.folder.deleteTitle", { name: folder.title })}
          text={t(folder.own ? "browse.folder.deleteText" : "browse.folder.deleteOthers", {
            count: countBelow(folders, id),
            number: formatNumber(countBelow(folders, id)),
          })}
          label={t("browse.folder.delete")}
          mutation={deleteFolderMutation}
          variables={id}
          onDone={() => {
            toast(t("browse.folder.deleted", { name: folder.title }));
            leave();
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface MoveProps {
  readonly folder: Folder;
  readonly onMoved: () => void;
  readonly onClose: () => void;
}

function MoveDialog({ folder, onMoved, onClose }: MoveProps): ReactNode {
  const { t } = useTranslation();
  const before = folder.path ?? folder.title;
  const [path, setPath] = useState(before);
  const { mutate, isPending, error } = useMutation(moveFolderMutation);
  const submit = (): void =>
    mutate(
      { id: folder.id, path: path.trim() },
      {
        onSuccess: () => {
          toast(t("browse.folder.moved", { path: path.trim() }));
          onMoved();
          onClose();
        },
      },
    );
  return (
    <Dialog title={t("browse.folder.moveTitle", { name: folder.title })} onClose={onClose}>
      <DialogForm
        label={t("browse.folder.moveStart")}
        isPending={isPending}
        isDisabled={path.trim() === "" || path.trim() === before}
        error={error}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextInput
          label={t("browse.folder.path")}
          description={t("browse.folder.pathHint")}
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={1000}
          dir="auto"
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
      </DialogForm>
    </Dialog>
  );
}
