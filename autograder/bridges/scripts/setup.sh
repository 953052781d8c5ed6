#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image: it installs the grader and tries it on the reference.
# Ubuntu 22.04 has Python 3.10, which is too old; uv brings the version that the instructor grades with, so that
# receipts are the same here and there, or the newest of that series if this one is not to be had any more.
set -euo pipefail

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=${AUTOGRADER_HOME:-/opt/autograder}
cd "$source_dir"

# Solutions and hidden tests are root's alone. A submission runs as another user, in an empty root.
chown -R 0:0 .
chmod -R go-rwx .

export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends python3-venv ca-certificates
python3 -m venv "$home/uv"
"$home/uv/bin/pip" install --quiet 'uv>=0.8'
uv=$home/uv/bin/uv
export UV_PYTHON_INSTALL_DIR=$home/python UV_NO_CACHE=1

wanted=$(cat python-version.txt)
"$uv" venv --managed-python --python "$wanted" "$home/venv" ||
    "$uv" venv --managed-python --python "${wanted%.*}" "$home/venv"
"$uv" pip install --python "$home/venv/bin/python" --torch-backend cpu --constraint constraints.txt ./*.whl

cd /
"$home/venv/bin/python" -I -m autograder.workflow.on_gradescope "$(dirname "$source_dir")" --prepare
