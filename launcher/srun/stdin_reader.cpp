// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/stdin_reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace sluice::srun {

using namespace std::chrono_literals;

struct StdinReader::Shared {
    asio::any_io_executor executor;
    int fd = -1;
    OnData on_data;
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t allowed = 0;  // guarded by mutex

    std::size_t take_allowance(std::size_t most) {
        std::unique_lock lock{mutex};
        changed.wait(lock, [this] { return allowed > 0; });
        const auto taken = std::min(allowed, most);
        allowed -= taken;
        return taken;
    }
    void give_back(std::size_t bytes) {
        const std::scoped_lock lock{mutex};
        allowed += bytes;
    }
};

namespace {

/// A background job must not touch the terminal: reading would stop it.
void wait_for_foreground(int fd) {
    while (::isatty(fd) == 1 && ::tcgetpgrp(fd) != ::getpgrp()) std::this_thread::sleep_for(200ms);
}

ssize_t read_some(int fd, char* buffer, std::size_t bytes) {
    for (;;) {
        wait_for_foreground(fd);
        const auto count = ::read(fd, buffer, bytes);
        if (count >= 0 || (errno != EINTR && errno != EAGAIN)) return count;
        if (errno == EAGAIN) std::this_thread::sleep_for(20ms);  // somebody else made it non-blocking
    }
}

void block_signals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

StdinReader::StdinReader(asio::any_io_executor executor, int fd, OnData on_data) : shared_{std::make_shared<Shared>()} {
    shared_->executor = std::move(executor);
    shared_->fd = fd;
    shared_->on_data = std::move(on_data);
    std::thread{[shared = shared_] {
        block_signals();
        read_all(shared);
    }}.detach();
}

void StdinReader::allow(std::size_t bytes) {
    shared_->give_back(bytes);
    shared_->changed.notify_one();
}

void StdinReader::read_all(const std::shared_ptr<Shared>& shared) {
    std::array<char, 32768> buffer;
    for (;;) {
        const auto allowed = shared->take_allowance(buffer.size());
        const auto count = read_some(shared->fd, buffer.data(), allowed);
        const auto bytes = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
        shared->give_back(allowed - bytes);
        asio::post(shared->executor, [shared, text = std::string{buffer.data(), bytes}]() mutable {
            shared->on_data(std::move(text));
        });
        if (count <= 0) return;
    }
}

}  // namespace sluice::srun
