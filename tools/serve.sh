#!/usr/bin/env bash
# Starts the dashboard with the environment's $1 on port $2 and prints its address once the port answers.
set -euo pipefail
bin=$1 port=$2
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
if answers; then
    echo "Port $port is in use: choose another one, e.g. make run PORT=$((port + 1))."
    exit 1
fi
"$bin/python" -m streamlit run dashboard/app.py --server.port "$port" >/dev/null &
server=$!
trap 'kill $server 2>/dev/null' EXIT INT TERM
for _ in $(seq 1 300); do
    kill -0 $server 2>/dev/null || { wait $server; exit $?; }
    if answers; then
        echo "绩效分析 → http://127.0.0.1:$port   (Ctrl+C 结束)"
        wait $server
        exit $?
    fi
    sleep 0.1
done
echo "The dashboard did not answer within 30 seconds."
exit 1
