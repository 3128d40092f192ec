#!/usr/bin/env bash
# A desktop of its own for one command: empty folders, a message bus, an unlocked keychain
# and, with --screen, a screen with a window manager. Nothing of it outlives the command,
# and nothing of the user's own desktop is touched.
#
#   scripts/desktop.sh [--screen] COMMAND [ARGUMENT…]
set -euo pipefail

screen=no
if [[ ${1-} == --screen ]]; then
  screen=yes
  shift
fi

if [[ ${1-} == --inside ]]; then
  shift
  # Only the command is heard; what the desktop's own programs remark goes nowhere.
  # The keychain answers with the variables by which clients find it.
  variables=$(printf 'test' | gnome-keyring-daemon --unlock --components=secrets)
  while IFS= read -r line; do [[ -z $line ]] || export "${line?}"; done <<<"$variables"
  if [[ $screen == yes ]]; then
    openbox --sm-disable &
    until xdotool get_num_desktops >/dev/null 2>&1; do
      kill -0 $! || { echo 'The window manager did not start.' >&3; exit 1; }
      sleep 0.05
    done
  fi
  exec >&4 2>&3 3>&- 4>&-
  "$@"
  exit
fi

folders=$(mktemp -d)
trap 'rm -rf "$folders"' EXIT
for name in DATA CONFIG CACHE STATE; do
  mkdir "$folders/${name,,}"
  export "XDG_${name}_HOME=$folders/${name,,}"
done
mkdir -m 700 "$folders/runtime"
export XDG_RUNTIME_DIR=$folders/runtime
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL

exec 4>&1 >/dev/null 3>&2 2>/dev/null
if [[ $screen == yes ]]; then
  xvfb-run --auto-servernum --server-args='-screen 0 1440x900x24 -nolisten tcp' \
    dbus-run-session -- "${BASH_SOURCE[0]}" --screen --inside "$@"
else
  dbus-run-session -- "${BASH_SOURCE[0]}" --inside "$@"
fi
