# elbo with Open MPI and ssh, for deploy/kubernetes/mpijob.yaml and for hosts of your own. Build deploy/Dockerfile first:
#   docker build -f deploy/mpi.Dockerfile -t example.org/elbo-mpi:1 deploy
ARG ELBO=elbo
FROM ${ELBO}
# The MPI Operator starts sshd as root, and mounts its key in /root/.ssh.
USER root
RUN apt-get update \
  && apt-get install --yes --no-install-recommends openmpi-bin openssh-client openssh-server \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir -p /run/sshd \
  && printf 'Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n  LogLevel ERROR\n' > /etc/ssh/ssh_config.d/elbo.conf
HEALTHCHECK NONE
ENTRYPOINT []
CMD ["/usr/sbin/sshd", "-De"]
