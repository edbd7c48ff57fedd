module github.com/flowscan/flowscan/bench

go 1.26.0
